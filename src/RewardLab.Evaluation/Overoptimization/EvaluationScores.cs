namespace RewardLab.Evaluation.Overoptimization;

/// <summary>What one evaluation gave the pictures of its requests.</summary>
/// <param name="Proxy">[images]: the reward that is optimised, finite.</param>
/// <param name="Judge">[images]: the score that is not, finite and in the same order.</param>
public sealed record EvaluationScores(IReadOnlyList<double> Proxy, IReadOnlyList<double> Judge);
