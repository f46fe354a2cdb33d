using RewardLab.Abstractions;
using RewardLab.Evaluation.Histories;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Algorithms.FineTuning.Evaluation;

/// <summary>How sure the latest evaluation's mean scores are: their 95% confidence intervals over held-out prompts.</summary>
/// <param name="evaluations">All evaluations so far, at least one.</param>
/// <param name="promptIndices">Index of each held-out image's prompt, [images].</param>
internal sealed class ScoreIntervals(IReadOnlyList<EvaluationRecord> evaluations, IReadOnlyList<int> promptIndices)
{
    /// <summary>A metric with the ends of its interval: of mean scores, where there are five prompts or more.</summary>
    public RunMetric Add(RunMetric metric) =>
        IntervalOf(metric) is { Lower: { } lower, Upper: { } upper } ? metric with { Lower = lower, Upper = upper } : metric;

    private ConfidenceInterval? IntervalOf(RunMetric metric) => metric.Role switch
    {
        MetricRole.Proxy => EvaluationMean.OverPrompts(evaluations[^1].Proxy, promptIndices, ValueRange.Unbounded),
        MetricRole.HeldOut => EvaluationMean.OverPrompts(
            evaluations[^1].HeldOut[metric.Name],
            promptIndices,
            EvaluationMean.RangeOf(evaluations.SelectMany(evaluation => evaluation.HeldOut.GetValueOrDefault(metric.Name, [])))),
        _ => null,
    };
}
