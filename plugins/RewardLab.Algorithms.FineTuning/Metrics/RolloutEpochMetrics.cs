using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What an epoch measured that samples, scores and learns from its own images.</summary>
internal abstract record RolloutEpochMetrics : EpochMetrics
{
    /// <summary>The rewards of the epoch's samples.</summary>
    public required RolloutMetrics Rollout { get; init; }

    /// <summary>The advantages that they became; null where a reward was not finite.</summary>
    public AdvantageMetrics? Advantages { get; init; }

    /// <summary>Time that sampling and scoring took.</summary>
    public required double SampleSeconds { get; init; }

    /// <inheritdoc />
    public sealed override IEnumerable<RunMetric> Metrics()
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

        foreach (var metric in UpdateMetrics())
        {
            yield return metric;
        }

        yield return new RunMetric(MetricKeys.LearningRate, LearningRate);
        yield return RunMetric.Seconds(MetricKeys.SampleSeconds, SampleSeconds);
        yield return RunMetric.Seconds(MetricKeys.UpdateSeconds, UpdateSeconds);
        yield return RunMetric.PerSecond(MetricKeys.ImagesPerSecond, ImagesPerSecond);
    }

    /// <summary>What the updates measured; nothing where none was made.</summary>
    protected abstract IEnumerable<RunMetric> UpdateMetrics();

    /// <summary>Signal and noise of the gradients of updates, each averaged; nothing where no update had two halves.</summary>
    protected static IEnumerable<RunMetric> GradientMetrics(IEnumerable<(double Signal, double Noise)?> updates)
    {
        (double Signal, double Noise)[] gradients = [.. updates.OfType<(double Signal, double Noise)>()];
        if (gradients.Length > 0)
        {
            yield return new RunMetric(MetricKeys.GradientSignal, gradients.Average(gradient => gradient.Signal));
            yield return new RunMetric(MetricKeys.GradientNoise, gradients.Average(gradient => gradient.Noise));
        }
    }
}
