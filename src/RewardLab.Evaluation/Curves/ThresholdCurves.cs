using RewardLab.Evaluation.Metrics;

namespace RewardLab.Evaluation.Curves;

/// <summary>ROC and precision-recall curves: a point for each distinct score. O(n log n).</summary>
public static class ThresholdCurves
{
    /// <summary>The ROC curve, from (0, 0) to (1, 1).</summary>
    /// <param name="scores">A score for each image; higher is better.</param>
    /// <param name="good">Whether each image is good; some are and some are not.</param>
    /// <exception cref="ArgumentException">Lengths differ, a score is NaN, or the images are all good or all bad.</exception>
    public static IReadOnlyList<CurvePoint> Roc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> good)
    {
        RankedScores.RefuseUnusable(scores, good.Length);
        var positives = good.Count(true);
        var negatives = good.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            throw new ArgumentException("A ROC curve needs good images and bad ones.", nameof(good));
        }

        var points = new List<CurvePoint> { new(double.PositiveInfinity, 0, 0) };
        foreach (var (threshold, found, taken) in Steps(scores, good))
        {
            points.Add(new CurvePoint(threshold, (taken - found) / (double)negatives, found / (double)positives));
        }

        return points;
    }

    /// <summary>The precision-recall curve, by falling thresholds; it has no point of recall 0.</summary>
    /// <param name="scores">A score for each image; higher is better.</param>
    /// <param name="good">Whether each image is good; at least one is.</param>
    /// <exception cref="ArgumentException">Lengths differ, a score is NaN, or no image is good.</exception>
    public static IReadOnlyList<CurvePoint> PrecisionRecall(ReadOnlySpan<double> scores, ReadOnlySpan<bool> good)
    {
        RankedScores.RefuseUnusable(scores, good.Length);
        var positives = good.Count(true);
        if (positives == 0)
        {
            throw new ArgumentException("A precision-recall curve needs good images.", nameof(good));
        }

        var points = new List<CurvePoint>();
        foreach (var (threshold, found, taken) in Steps(scores, good))
        {
            points.Add(new CurvePoint(threshold, found / (double)positives, found / (double)taken));
        }

        return points;
    }

    private static List<(double Threshold, int Found, int Taken)> Steps(ReadOnlySpan<double> scores, ReadOnlySpan<bool> good)
    {
        var steps = new List<(double, int, int)>();
        var order = RankedScores.DescendingOrder(scores);
        var found = 0;
        for (var start = 0; start < order.Length;)
        {
            var end = RankedScores.EndOfTie(scores, order, start);
            for (var i = start; i < end; i++)
            {
                found += good[order[i]] ? 1 : 0;
            }

            steps.Add((scores[order[start]], found, end));
            start = end;
        }

        return steps;
    }
}
