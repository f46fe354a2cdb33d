using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What an epoch of RWR measured.</summary>
internal sealed record RwrMetrics : EpochMetrics
{
    /// <summary>Mean reward of the images that are learned from.</summary>
    public required double RewardOfImages { get; init; }

    /// <summary>The optimizer steps that were made; those skipped are left out.</summary>
    public required IReadOnlyList<RwrStepMetrics> Steps { get; init; }

    /// <inheritdoc />
    public override IEnumerable<RunMetric> Metrics()
    {
        yield return new RunMetric(MetricKeys.RewardOfImages, RewardOfImages);
        yield return new RunMetric(MetricKeys.LearningRate, LearningRate);
        if (Steps.Count > 0)
        {
            yield return new RunMetric(MetricKeys.Loss, Steps.Sum(step => step.Loss) / Steps.Count) { IsPrimary = true };
            yield return new RunMetric(MetricKeys.GradientNorm, Steps.Sum(step => step.GradientNorm) / Steps.Count);
            yield return new RunMetric(MetricKeys.DistanceToBase, Steps.Sum(step => step.DistanceToBase) / Steps.Count);
        }

        yield return RunMetric.Seconds(MetricKeys.UpdateSeconds, UpdateSeconds);
        yield return RunMetric.PerSecond(MetricKeys.ImagesPerSecond, ImagesPerSecond);
    }
}
