using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Calibration.Search;

/// <summary>What a protocol's settings are worth.</summary>
/// <param name="Protocol">The protocol's name, such as "5-fold cross-validated".</param>
/// <param name="IsHonest">Whether no prompt's labels took part in the choice of the setting that scores it.</param>
/// <param name="Choices">The candidate that scores each prompt, by its index.</param>
/// <param name="Criterion">The criterion's mean over prompts, with its interval.</param>
/// <param name="Metrics">Each reported metric's mean over prompts, with its interval; null where it is undefined throughout.</param>
public sealed record ProtocolResult(
    string Protocol, bool IsHonest, IReadOnlyList<int> Choices, ConfidenceInterval Criterion, IReadOnlyDictionary<Metric, ConfidenceInterval?> Metrics);
