namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>The rewards of an epoch's samples.</summary>
/// <param name="Proxy">Mean of the reward that is optimised.</param>
/// <param name="ProxyVariance">Its population variance.</param>
/// <param name="HeldOut">Means of rewards that are not optimised, by name; empty where they score held-out images alone.</param>
internal sealed record RolloutMetrics(double Proxy, double ProxyVariance, IReadOnlyList<(string Reward, double Mean)> HeldOut)
{
    /// <summary>Measures an epoch's rewards.</summary>
    /// <param name="rewards">Of the reward that is optimised, [samples].</param>
    /// <param name="heldOut">Of the others, [samples] each.</param>
    public static RolloutMetrics From(double[] rewards, IEnumerable<(string Reward, double[] Scores)> heldOut)
    {
        var mean = rewards.Average();
        return new RolloutMetrics(
            mean, rewards.Average(reward => (reward - mean) * (reward - mean)), [.. heldOut.Select(other => (other.Reward, other.Scores.Average()))]);
    }
}
