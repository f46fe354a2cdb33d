using RewardLab.Evaluation.Statistics;

namespace RewardLab.Hosting.Recipes;

/// <summary>An image that a reward places where its label does not.</summary>
/// <param name="Pool">Its prompt's images.</param>
/// <param name="Image">Its place among them.</param>
/// <param name="Percentile">The share of them that score lower, 0 to 1.</param>
internal sealed record Disagreement(ImagePool Pool, int Image, double Percentile)
{
    /// <summary>The images of one label that stand farthest from where they belong, the farthest first.</summary>
    /// <remarks>Only images that some image of the other label is placed before: among images that are all good, the lowest is not a mistake.</remarks>
    /// <param name="pools">Images and labels.</param>
    /// <param name="scores">A reward's scores of them.</param>
    /// <param name="isGood">Which label: good ones are sought low, bad ones high.</param>
    /// <param name="count">How many at most.</param>
    public static IReadOnlyList<Disagreement> Strongest(LabelledPools pools, IReadOnlyList<double[]> scores, bool isGood, int count)
    {
        var found = new List<Disagreement>();
        for (var i = 0; i < pools.Pools.Count; i++)
        {
            var good = pools.Labels[i].Good.ToArray();
            double[] others = [.. scores[i].Where((_, image) => good[image] != isGood)];
            if (others.Length == 0)
            {
                continue;
            }

            var limit = isGood ? others.Max() : others.Min();
            var percentiles = Percentiles.Compute(scores[i]);
            for (var image = 0; image < good.Length; image++)
            {
                if (good[image] == isGood && (isGood ? scores[i][image] < limit : scores[i][image] > limit))
                {
                    found.Add(new Disagreement(pools.Pools[i], image, percentiles[image]));
                }
            }
        }

        // Ties keep the order of prompts and images.
        return [.. found.OrderBy(item => isGood ? item.Percentile : -item.Percentile).Take(count)];
    }
}
