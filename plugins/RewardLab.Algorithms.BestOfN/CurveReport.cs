using RewardLab.Evaluation.BestOfN;
using RewardLab.Evaluation.Overoptimization;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>Picks and curves as event data: numbers, texts, lists and dictionaries.</summary>
internal static class CurveReport
{
    /// <summary>One prompt: which image is best of the first n, and the unbiased curve from the pool.</summary>
    public static Dictionary<string, object?> OfPrompt(Workload work, PromptPool pool, int index, IReadOnlyList<int> counts) => new(StringComparer.Ordinal)
    {
        ["index"] = index,
        ["prompt"] = pool.Prompt,
        ["reward"] = work.Reward.Name,
        ["pool"] = pool.Proxy.Length,
        ["picks"] = counts.Select(n => Select(work, pool, n)).ToList<object?>(),
        ["curve"] = Curve(work, [pool], counts),
    };

    /// <summary>The mean over prompts of the picks' scores and of the unbiased curves, and Gao et al.'s curve fitted to these.</summary>
    public static Dictionary<string, object?> OverPrompts(Workload work, IReadOnlyList<PromptPool> pools, IReadOnlyList<int> counts) =>
        new(StringComparer.Ordinal)
        {
            ["prompts"] = pools.Count,
            ["reward"] = work.Reward.Name,
            ["picks"] = counts.Select(n => Point(
                work,
                n,
                pools.Average(pool => pool.Proxy[pool.Select(n)]),
                heldOutReward => pools.Average(pool => pool.HeldOut[heldOutReward][pool.Select(n)]))).ToList<object?>(),
            ["curve"] = Curve(work, pools, counts),
            ["fit"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["proxy"] = Fit(pools, counts, static pool => pool.Proxy),
                ["heldOut"] = Enumerable.Range(0, work.HeldOutRewards.Count)
                    .ToDictionary(i => work.HeldOutRewards[i].Name, i => (object?)Fit(pools, counts, pool => pool.HeldOut[i]), StringComparer.Ordinal),
            },
        };

    /// <summary>d (alpha - beta d) over the base, d the root of the KL divergence (Gao et al., ICML 2023, equation 1);
    /// null with fewer than three counts above 1.</summary>
    private static Dictionary<string, object?>? Fit(IReadOnlyList<PromptPool> pools, IReadOnlyList<int> counts, Func<PromptPool, double[]> scores)
    {
        GoldPoint[] points =
        [
            .. counts.Where(n => n > 1)
                .Distinct()
                .Select(n => new GoldPoint(BestOfNCurve.Kl(n), pools.Average(pool => BestOfNCurve.Expected(pool.Order, scores(pool), n)))),
        ];
        if (points.Length < 3)
        {
            return null;
        }

        return GoldCurveFit.OfScores(points, GoldCurveForm.BestOfN, pools.Average(pool => scores(pool).Average())).ToData();
    }

    private static Dictionary<string, object?> Select(Workload work, PromptPool pool, int n)
    {
        var image = pool.Select(n);
        var selected = Point(work, n, pool.Proxy[image], heldOutReward => pool.HeldOut[heldOutReward][image]);
        selected.Add("image", image);
        return selected;
    }

    private static List<object?> Curve(Workload work, IReadOnlyList<PromptPool> pools, IReadOnlyList<int> counts)
    {
        var points = new List<object?>();
        foreach (var n in counts)
        {
            var point = Point(
                work,
                n,
                pools.Average(pool => BestOfNCurve.Expected(pool.Order, pool.Proxy, n)),
                heldOutReward => pools.Average(pool => BestOfNCurve.Expected(pool.Order, pool.HeldOut[heldOutReward], n)));
            point.Add("kl", BestOfNCurve.Kl(n));
            points.Add(point);
        }

        return points;
    }

    private static Dictionary<string, object?> Point(Workload work, int n, double proxy, Func<int, double> observed) => new(StringComparer.Ordinal)
    {
        ["n"] = n,
        ["proxy"] = proxy,
        ["heldOut"] = Enumerable.Range(0, work.HeldOutRewards.Count)
            .ToDictionary(i => work.HeldOutRewards[i].Name, i => (object?)observed(i), StringComparer.Ordinal),
    };
}
