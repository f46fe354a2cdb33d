using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What an epoch of negative-aware fine-tuning measured.</summary>
internal sealed record NftMetrics : RolloutEpochMetrics
{
    /// <summary>The updates that were made, in order; those skipped are left out.</summary>
    public required IReadOnlyList<NftUpdateMetrics> Updates { get; init; }

    /// <summary>The decay by which the old policy followed after them.</summary>
    public required double OldPolicyDecay { get; init; }

    /// <inheritdoc />
    protected override IEnumerable<RunMetric> UpdateMetrics()
    {
        if (Updates.Count > 0)
        {
            yield return new RunMetric(MetricKeys.Loss, Updates.Average(update => update.Loss)) { IsPrimary = true };
            yield return new RunMetric(MetricKeys.PositiveLoss, Updates.Average(update => update.PositiveLoss));
            yield return new RunMetric(MetricKeys.NegativeLoss, Updates.Average(update => update.NegativeLoss));
            yield return new RunMetric(MetricKeys.GradientNorm, Updates.Average(update => update.GradientNorm));
            foreach (var metric in GradientMetrics(Updates.Select(update => update.Gradient)))
            {
                yield return metric;
            }

            yield return new RunMetric(MetricKeys.DistanceToOld, Updates.Average(update => update.DistanceToOld));
            if (Updates.All(update => update.DistanceToBase is not null))
            {
                yield return new RunMetric(MetricKeys.DistanceToBase, Updates.Average(update => update.DistanceToBase!.Value));
            }
        }

        yield return new RunMetric(MetricKeys.OldPolicyDecay, OldPolicyDecay);
    }
}
