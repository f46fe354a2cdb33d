using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Evaluation;

/// <summary>What came of a <see cref="HeldOutTask"/>.</summary>
/// <param name="Images">The images.</param>
/// <param name="Kl">The divergence from the base at each step, [rows that were asked for][steps].</param>
internal sealed record HeldOutBatch(ImageBatch Images, double[][] Kl);
