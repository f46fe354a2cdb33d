using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Rwr;

/// <summary>Rewards as weights of a regression.</summary>
internal static class RewardWeights
{
    /// <summary>Weights by the form asked for.</summary>
    /// <param name="form">The form.</param>
    /// <param name="temperature">Of softmax weights, in units of the reward.</param>
    /// <param name="rewards">[images].</param>
    /// <param name="prompts">Index of each image's prompt, [images].</param>
    /// <param name="ranges">The rewards of each prompt's whole pool, which min-max scales by.</param>
    /// <returns>[images], at least 0.</returns>
    /// <exception cref="RewardLabException">A raw reward is negative, or a reward is not finite.</exception>
    public static double[] Compute(
        WeightType form,
        double temperature,
        IReadOnlyList<double> rewards,
        IReadOnlyList<int> prompts,
        IReadOnlyList<PoolRange> ranges)
    {
        if (rewards.FirstOrDefault(reward => !double.IsFinite(reward)) is var bad && !double.IsFinite(bad))
        {
            throw new RewardLabException($"rwr: a reward is {bad}, which cannot be a weight. Check the reward's model.");
        }

        return form switch
        {
            WeightType.Softmax => Softmax(rewards, temperature),
            WeightType.MinMax => [.. rewards.Select((reward, i) => MinMax(reward, ranges[prompts[i]]))],
            WeightType.Rank => WithinPrompts(rewards, prompts, Rank),
            _ => rewards.Min() >= 0
                ? [.. rewards]
                : throw new RewardLabException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"rwr: a reward is {rewards.Min():g4}, and with a negative weight the loss has no lower bound. "
                    + $"Use weights 'softmax' with a temperature, 'minMax' or 'rank', or a reward that is never negative, such as TextNorm.")),
        };
    }

    private static double[] Softmax(IReadOnlyList<double> rewards, double temperature)
    {
        var max = rewards.Max();
        var exponentials = rewards.Select(reward => Math.Exp((reward - max) / temperature)).ToArray();
        var mean = exponentials.Average();
        return Array.ConvertAll(exponentials, value => value / mean);
    }

    private static double MinMax(double reward, PoolRange range) => range.Max > range.Min ? (reward - range.Min) / (range.Max - range.Min) : 1;

    // Equal rewards share the mean of their ranks.
    private static double[] Rank(double[] rewards) =>
        Array.ConvertAll(rewards, reward => (rewards.Count(other => other < reward) + ((rewards.Count(other => other == reward) + 1) / 2.0)) / rewards.Length);

    private static double[] WithinPrompts(IReadOnlyList<double> rewards, IReadOnlyList<int> prompts, Func<double[], double[]> weigh)
    {
        var weights = new double[rewards.Count];
        foreach (var group in Enumerable.Range(0, rewards.Count).GroupBy(i => prompts[i]).Select(group => group.ToArray()))
        {
            var own = weigh(Array.ConvertAll(group, i => rewards[i]));
            for (var i = 0; i < group.Length; i++)
            {
                weights[group[i]] = own[i];
            }
        }

        return weights;
    }
}
