using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tables;

/// <summary>How much one reward is ahead of another on the same prompts.</summary>
/// <param name="Reward">The reward.</param>
/// <param name="Baseline">The one it is compared with.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Interval">Mean and 95% interval over prompts of reward minus baseline; null where no prompt has a value of both.</param>
/// <param name="Wins">Prompts where the reward is above the baseline.</param>
/// <param name="Ties">Prompts where both are equal.</param>
/// <param name="Losses">Prompts where the reward is below the baseline.</param>
/// <param name="PValue">Two-sided p-value of <see cref="PairedTest"/>, before any correction; null where there is no interval.</param>
public sealed record PairedDifference(
    string Reward, string Baseline, Metric Metric, ConfidenceInterval? Interval, int Wins, int Ties, int Losses, double? PValue);
