namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What an epoch of DDPO measured.</summary>
internal sealed record DdpoMetrics : EpochMetrics
{
    /// <summary>The rewards of the epoch's samples.</summary>
    public required RolloutMetrics Rollout { get; init; }

    /// <summary>The advantages that they became; null where a reward was not finite.</summary>
    public AdvantageMetrics? Advantages { get; init; }

    /// <summary>The updates that were made, in order; those skipped are left out.</summary>
    public IReadOnlyList<UpdateMetrics> Updates { get; init; } = [];

    /// <summary>Time that sampling and scoring took.</summary>
    public required double SampleSeconds { get; init; }

    protected override IEnumerable<KeyValuePair<string, double>> Values()
    {
        yield return Value(MetricKeys.Proxy, Rollout.Proxy);
        yield return Value(MetricKeys.ProxyVariance, Rollout.ProxyVariance);
        foreach (var (reward, score) in Rollout.HeldOut)
        {
            yield return Value(MetricKeys.HeldOut(reward), score);
        }

        if (Advantages is { } advantages)
        {
            yield return Value(MetricKeys.ConstantPrompts, advantages.ConstantPrompts);
            yield return Value(MetricKeys.Advantage, advantages.MeanMagnitude);
        }

        if (Updates.Count > 0)
        {
            yield return Value(MetricKeys.Loss, Updates.Average(update => update.Loss));
            yield return Value(MetricKeys.GradientNorm, Updates.Average(update => update.GradientNorm));
            if (Updates.Select(update => update.Gradient).OfType<(double Signal, double Noise)>().ToArray() is { Length: > 0 } gradients)
            {
                yield return Value(MetricKeys.GradientSignal, gradients.Average(gradient => gradient.Signal));
                yield return Value(MetricKeys.GradientNoise, gradients.Average(gradient => gradient.Noise));
            }

            yield return Value(MetricKeys.ApproximateKl, Updates.Average(update => update.ApproximateKl));
            yield return Value(MetricKeys.ClipFraction, Updates.Average(update => update.ClipFraction));
            yield return Value(MetricKeys.RatioDrift, Updates[0].RatioDrift.Max());
            yield return Value(MetricKeys.RatioDriftOfLastUpdate, Updates[^1].RatioDrift.Max());
            if (Updates.All(update => update.DistanceToBase is not null))
            {
                yield return Value(MetricKeys.DistanceToBase, Updates.Average(update => update.DistanceToBase!.Value));
            }
        }

        yield return Value(MetricKeys.LearningRate, LearningRate);
        yield return Value(MetricKeys.SampleSeconds, SampleSeconds);
        yield return Value(MetricKeys.UpdateSeconds, UpdateSeconds);
        yield return Value(MetricKeys.ImagesPerSecond, ImagesPerSecond);
    }
}
