using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Metrics;

namespace RewardLab.Algorithms.FineTuning.Evaluation;

/// <summary>An evaluation in a few numbers: means over images.</summary>
/// <param name="Proxy">The reward that is optimised.</param>
/// <param name="ProxyVariance">Its population variance.</param>
/// <param name="HeldOut">Rewards that are not optimised, by name.</param>
/// <param name="Kl">KL divergence of whole trajectories from the base's, in nats.</param>
/// <param name="Disagreement">Standard deviation between an ensemble's members; null where the reward is no ensemble.</param>
/// <param name="Diversity">Distance between images of one prompt; null where no reward embeds images.</param>
/// <param name="SampleSeconds">Time that generating took.</param>
/// <param name="ScoreSeconds">Time that scoring took.</param>
internal sealed record EvaluationMetrics(
    double Proxy, double ProxyVariance, IReadOnlyList<(string Reward, double Mean)> HeldOut, double Kl, double? Disagreement, double? Diversity,
    double SampleSeconds, double ScoreSeconds)
{
    /// <summary>Means over the images of an evaluation.</summary>
    public static EvaluationMetrics From(EvaluationRecord evaluation)
    {
        var mean = evaluation.Proxy.Average();
        return new EvaluationMetrics(
            mean,
            evaluation.Proxy.Average(value => (value - mean) * (value - mean)),
            [.. evaluation.HeldOut.Select(heldOutReward => (heldOutReward.Key, heldOutReward.Value.Average()))],
            evaluation.Kl,
            evaluation.Disagreement,
            evaluation.Diversity,
            evaluation.SampleSeconds,
            evaluation.ScoreSeconds);
    }

    /// <summary>The metrics in the order in which they are written; those that were not measured are left out.</summary>
    public IEnumerable<RunMetric> Metrics()
    {
        yield return RunMetric.Proxy(Proxy);
        yield return new RunMetric(MetricKeys.ProxyVariance, ProxyVariance);
        foreach (var (reward, score) in HeldOut)
        {
            yield return RunMetric.HeldOut(reward, score);
        }

        yield return new RunMetric(MetricKeys.Kl, Kl) { Unit = "nats", IsPrimary = true };
        if (Disagreement is { } disagreement)
        {
            yield return new RunMetric(MetricKeys.Disagreement, disagreement) { IsPrimary = true };
        }

        if (Diversity is { } diversity)
        {
            yield return new RunMetric(MetricKeys.Diversity, diversity) { IsPrimary = true };
        }

        yield return RunMetric.Seconds(MetricKeys.SampleSeconds, SampleSeconds);
        yield return RunMetric.Seconds(MetricKeys.ScoreSeconds, ScoreSeconds);
    }
}
