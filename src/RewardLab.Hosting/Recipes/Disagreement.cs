using RewardLab.Evaluation.Statistics;

namespace RewardLab.Hosting.Recipes;

/// <summary>A picture that a reward places where its label does not.</summary>
/// <param name="Pool">Its prompt's pictures.</param>
/// <param name="Picture">Its place among them.</param>
/// <param name="Percentile">The share of them that score lower, 0 to 1.</param>
internal sealed record Disagreement(ImagePool Pool, int Picture, double Percentile)
{
    /// <summary>The pictures of one label that stand farthest from where they belong, the farthest first.</summary>
    /// <remarks>Only pictures that some picture of the other label is placed before: among pictures that are all good, the lowest is no mistake.</remarks>
    /// <param name="pools">Pictures and labels.</param>
    /// <param name="scores">A reward's scores of them.</param>
    /// <param name="isGood">Which label: good ones are sought low, bad ones high.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<Disagreement> Strongest(LabelledPools pools, IReadOnlyList<double[]> scores, bool isGood, int count)
    {
        var found = new List<Disagreement>();
        for (var i = 0; i < pools.Pools.Count; i++)
        {
            var good = pools.Labels[i].Good.ToArray();
            double[] others = [.. scores[i].Where((_, picture) => good[picture] != isGood)];
            if (others.Length == 0)
            {
                continue;
            }

            var limit = isGood ? others.Max() : others.Min();
            var percentiles = Percentiles.Of(scores[i]);
            for (var picture = 0; picture < good.Length; picture++)
            {
                if (good[picture] == isGood && (isGood ? scores[i][picture] < limit : scores[i][picture] > limit))
                {
                    found.Add(new Disagreement(pools.Pools[i], picture, percentiles[picture]));
                }
            }
        }

        // Ties keep the order of prompts and pictures.
        return [.. found.OrderBy(item => isGood ? item.Percentile : -item.Percentile).Take(count)];
    }
}
