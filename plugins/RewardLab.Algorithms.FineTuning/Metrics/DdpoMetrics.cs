using RewardLab.Abstractions;

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

    /// <inheritdoc />
    public override IEnumerable<RunMetric> Metrics()
    {
        yield return RunMetric.Proxy(Rollout.Proxy);
        yield return new RunMetric(MetricKeys.ProxyVariance, Rollout.ProxyVariance);
        foreach (var (reward, score) in Rollout.HeldOut)
        {
            yield return RunMetric.HeldOut(reward, score);
        }

        if (Advantages is { } advantages)
        {
            yield return new RunMetric(MetricKeys.ConstantPrompts, advantages.ConstantPrompts);
            yield return new RunMetric(MetricKeys.Advantage, advantages.MeanMagnitude);
        }

        if (Updates.Count > 0)
        {
            yield return new RunMetric(MetricKeys.Loss, Updates.Average(update => update.Loss)) { IsPrimary = true };
            yield return new RunMetric(MetricKeys.GradientNorm, Updates.Average(update => update.GradientNorm));
            if (Updates.Select(update => update.Gradient).OfType<(double Signal, double Noise)>().ToArray() is { Length: > 0 } gradients)
            {
                yield return new RunMetric(MetricKeys.GradientSignal, gradients.Average(gradient => gradient.Signal));
                yield return new RunMetric(MetricKeys.GradientNoise, gradients.Average(gradient => gradient.Noise));
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

        yield return new RunMetric(MetricKeys.LearningRate, LearningRate);
        yield return RunMetric.Seconds(MetricKeys.SampleSeconds, SampleSeconds);
        yield return RunMetric.Seconds(MetricKeys.UpdateSeconds, UpdateSeconds);
        yield return RunMetric.PerSecond(MetricKeys.ImagesPerSecond, ImagesPerSecond);
    }
}
