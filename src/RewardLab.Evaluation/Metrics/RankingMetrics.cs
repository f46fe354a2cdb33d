namespace RewardLab.Evaluation.Metrics;

/// <summary>How well scores rank good images above bad ones. All are O(n log n), refuse NaN and accept infinities, which rank.</summary>
/// <remarks>The definitions are scikit-learn's <c>roc_auc_score</c> and <c>average_precision_score</c>.</remarks>
public static class RankingMetrics
{
    /// <summary>Area under the ROC curve: the probability that a good image outscores a bad one, ties counted half.</summary>
    /// <param name="scores">A score for each image; higher is better.</param>
    /// <param name="good">Whether each image is good.</param>
    /// <returns>0 to 1; null where the images are all good, all bad or none, for then it is undefined.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a score is NaN.</exception>
    public static double? Auroc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> good)
    {
        RankedScores.RefuseUnusable(scores, good.Length);
        var positives = (long)good.Count(true);
        var negatives = good.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            return null;
        }

        var order = RankedScores.DescendingOrder(scores);
        var badBelow = negatives;
        var twiceWins = 0L;
        for (var start = 0; start < order.Length;)
        {
            var end = RankedScores.EndOfTie(scores, order, start);
            var goodInTie = 0L;
            for (var i = start; i < end; i++)
            {
                goodInTie += good[order[i]] ? 1 : 0;
            }

            var badInTie = end - start - goodInTie;
            badBelow -= badInTie;
            twiceWins += goodInTie * ((2 * badBelow) + badInTie);
            start = end;
        }

        return twiceWins / (2.0 * positives * negatives);
    }

    /// <summary>Area under the precision-recall curve as step-wise average precision: no interpolation, tied scores form one threshold.</summary>
    /// <param name="scores">A score for each image; higher is better.</param>
    /// <param name="good">Whether each image is good.</param>
    /// <returns>0 to 1; 0 where no image is good.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a score is NaN.</exception>
    public static double Auprc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> good)
    {
        RankedScores.RefuseUnusable(scores, good.Length);
        return AveragePrecision(scores, good, RankedScores.DescendingOrder(scores));
    }

    /// <summary>Average precision on the k highest-scored images alone, normalised by the good ones among them, or by as many as there could be.</summary>
    /// <remarks>Ties at rank k are broken by input order, and counted; ties inside the k form one threshold.</remarks>
    /// <param name="k">How many images, at least 1; all of them where there are fewer.</param>
    /// <param name="scores">A score for each image; higher is better.</param>
    /// <param name="good">Whether each image is good.</param>
    /// <param name="normalisation">What the sum of precisions is divided by.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    /// <exception cref="ArgumentException">Lengths differ, or a score is NaN.</exception>
    public static TopKPrecision AveragePrecisionAt(
        int k,
        ReadOnlySpan<double> scores,
        ReadOnlySpan<bool> good,
        PrecisionNormalisation normalisation = PrecisionNormalisation.Found)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        RankedScores.RefuseUnusable(scores, good.Length);
        var order = RankedScores.DescendingOrder(scores);
        var possible = normalisation == PrecisionNormalisation.Possible ? Math.Min(k, good.Count(true)) : (int?)null;
        if (k >= order.Length)
        {
            return new TopKPrecision(AveragePrecision(scores, good, order, possible), 0);
        }

        var ties = 0;
        if (scores[order[k - 1]] == scores[order[k]])
        {
            foreach (var score in scores)
            {
                ties += score == scores[order[k]] ? 1 : 0;
            }
        }

        return new TopKPrecision(AveragePrecision(scores, good, order.AsSpan(0, k), possible), ties);
    }

    /// <summary>The mean of <see cref="AveragePrecisionAt"/> over several k, by one sort: the paper's criterion for tau and lambda with 5, 10 and 25.</summary>
    /// <param name="counts">The values of k, each at least 1.</param>
    /// <param name="scores">A score for each image; higher is better.</param>
    /// <param name="good">Whether each image is good.</param>
    /// <exception cref="ArgumentException">Lengths differ, a score is NaN, or there is no k.</exception>
    public static double MeanAveragePrecisionAt(ReadOnlySpan<int> counts, ReadOnlySpan<double> scores, ReadOnlySpan<bool> good)
    {
        RankedScores.RefuseUnusable(scores, good.Length);
        if (counts.IsEmpty)
        {
            throw new ArgumentException("There is no k.", nameof(counts));
        }

        var order = RankedScores.DescendingOrder(scores);
        var sum = 0.0;
        foreach (var k in counts)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(k, 1, nameof(counts));
            sum += AveragePrecision(scores, good, order.AsSpan(0, Math.Min(k, order.Length)));
        }

        return sum / counts.Length;
    }

    private static double AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> good, ReadOnlySpan<int> order, int? possible = null)
    {
        var found = 0;
        var sum = 0.0;
        for (var start = 0; start < order.Length;)
        {
            var end = RankedScores.EndOfTie(scores, order, start);
            var goodInTie = 0;
            for (var i = start; i < end; i++)
            {
                goodInTie += good[order[i]] ? 1 : 0;
            }

            found += goodInTie;
            sum += goodInTie * (found / (double)end);
            start = end;
        }

        return found == 0 ? 0 : sum / (possible ?? found);
    }
}
