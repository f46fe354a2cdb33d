namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What an epoch of RWR measured.</summary>
internal sealed record RwrMetrics : EpochMetrics
{
    /// <summary>Mean reward of the images that are learned from.</summary>
    public required double RewardOfImages { get; init; }

    /// <summary>The optimizer steps that were made; those skipped are left out.</summary>
    public required IReadOnlyList<RwrStepMetrics> Steps { get; init; }

    protected override IEnumerable<KeyValuePair<string, double>> Values()
    {
        yield return Value(MetricKeys.RewardOfImages, RewardOfImages);
        yield return Value(MetricKeys.LearningRate, LearningRate);
        if (Steps.Count > 0)
        {
            yield return Value(MetricKeys.Loss, Steps.Sum(step => step.Loss) / Steps.Count);
            yield return Value(MetricKeys.GradientNorm, Steps.Sum(step => step.GradientNorm) / Steps.Count);
            yield return Value(MetricKeys.DistanceToBase, Steps.Sum(step => step.DistanceToBase) / Steps.Count);
        }

        yield return Value(MetricKeys.UpdateSeconds, UpdateSeconds);
        yield return Value(MetricKeys.ImagesPerSecond, ImagesPerSecond);
    }
}
