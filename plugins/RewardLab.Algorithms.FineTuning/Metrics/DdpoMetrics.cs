using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What an epoch of DDPO measured.</summary>
internal sealed record DdpoMetrics : RolloutEpochMetrics
{
    /// <summary>The updates that were made, in order; those skipped are left out.</summary>
    public IReadOnlyList<UpdateMetrics> Updates { get; init; } = [];

    /// <inheritdoc />
    protected override IEnumerable<RunMetric> UpdateMetrics()
    {
        if (Updates.Count == 0)
        {
            yield break;
        }

        yield return new RunMetric(MetricKeys.Loss, Updates.Average(update => update.Loss)) { IsPrimary = true };
        yield return new RunMetric(MetricKeys.GradientNorm, Updates.Average(update => update.GradientNorm));
        foreach (var metric in GradientMetrics(Updates.Select(update => update.Gradient)))
        {
            yield return metric;
        }

        yield return new RunMetric(MetricKeys.ApproximateKl, Updates.Average(update => update.ApproximateKl)) { Unit = "nats" };
        yield return new RunMetric(MetricKeys.ClipFraction, Updates.Average(update => update.ClipFraction));
        yield return new RunMetric(MetricKeys.RatioDrift, Updates[0].RatioDrift.Max());
        yield return new RunMetric(MetricKeys.RatioDriftOfLastUpdate, Updates[^1].RatioDrift.Max());
        if (Updates.All(update => update.DistanceToBase is not null))
        {
            yield return new RunMetric(MetricKeys.DistanceToBase, Updates.Average(update => update.DistanceToBase!.Value));
        }
    }
}
