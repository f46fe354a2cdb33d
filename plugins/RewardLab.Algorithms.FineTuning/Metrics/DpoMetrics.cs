using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What an epoch of direct preference optimization measured.</summary>
internal sealed record DpoMetrics : EpochMetrics
{
    /// <summary>The optimizer steps that were made; those skipped are left out.</summary>
    public required IReadOnlyList<DpoStepMetrics> Steps { get; init; }

    /// <inheritdoc />
    public override IEnumerable<RunMetric> Metrics()
    {
        if (Steps.Count > 0)
        {
            yield return new RunMetric(MetricKeys.Loss, Steps.Average(step => step.Loss)) { IsPrimary = true };
            yield return new RunMetric(MetricKeys.ImplicitAccuracy, Steps.Average(step => step.ImplicitAccuracy)) { IsPrimary = true };
            yield return new RunMetric(MetricKeys.PreferredError, Steps.Average(step => step.PreferredError));
            yield return new RunMetric(MetricKeys.OtherError, Steps.Average(step => step.OtherError));
            yield return new RunMetric(MetricKeys.GradientNorm, Steps.Average(step => step.GradientNorm));
        }

        yield return new RunMetric(MetricKeys.LearningRate, LearningRate);
        yield return RunMetric.Seconds(MetricKeys.UpdateSeconds, UpdateSeconds);
        yield return RunMetric.PerSecond(MetricKeys.ImagesPerSecond, ImagesPerSecond);
    }
}
