using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Evaluation;

/// <summary>Held-out images that are sampled together.</summary>
/// <param name="Requests">Prompts and seeds.</param>
/// <param name="KlRows">Those whose divergence from the base is wanted.</param>
internal sealed record HeldOutTask(ImageRequest[] Requests, int[] KlRows);
