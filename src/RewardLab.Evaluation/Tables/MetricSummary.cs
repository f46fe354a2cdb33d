using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tables;

/// <summary>One cell of a table: a reward's mean over prompts of one metric.</summary>
/// <param name="Reward">The reward.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Interval">Mean and 95% interval over prompts; null where no prompt has a value.</param>
/// <param name="LeftOut">Prompts left out because their labels are all equal.</param>
/// <param name="Undefined">Further prompts without a value: a rank correlation of constant scores.</param>
/// <param name="TooFewImages">For AP@k, further prompts left out because they have fewer than k images; 0 for other metrics.</param>
/// <param name="PromptsWithTies">For AP@k, prompts where input order decided who is among the k; 0 for other metrics.</param>
public sealed record MetricSummary(
    string Reward,
    Metric Metric,
    ConfidenceInterval? Interval,
    int LeftOut,
    int Undefined,
    int TooFewImages,
    int PromptsWithTies);
