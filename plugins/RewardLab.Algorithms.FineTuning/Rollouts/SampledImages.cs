using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Rollouts;

/// <summary>Images that were sampled together, and the prompt of each.</summary>
/// <param name="Prompts">[images].</param>
/// <param name="Images">The images.</param>
internal sealed record SampledImages(string[] Prompts, ImageBatch Images);
