namespace RewardLab.Evaluation.Overoptimization;

/// <summary>What one evaluation gave the images of its requests.</summary>
/// <param name="Proxy">[images]: the reward that is optimised, finite.</param>
/// <param name="HeldOut">[images]: the score that is not, finite and in the same order.</param>
public sealed record PairedScores(IReadOnlyList<double> Proxy, IReadOnlyList<double> HeldOut);
