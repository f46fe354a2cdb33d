namespace RewardLab.Evaluation.Metrics;

/// <summary>Agreement of two orderings. Both are O(n log n), symmetric, and refuse NaN.</summary>
/// <remarks>The definitions are SciPy's <c>spearmanr</c> and <c>kendalltau</c> (variant b).</remarks>
public static class RankCorrelation
{
    /// <summary>Spearman's rho: Pearson's correlation of the ranks, tied values sharing their mean rank.</summary>
    /// <returns>-1 to 1; null where a side is constant or there are fewer than two pairs.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is NaN.</exception>
    public static double? Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        RankedScores.RefuseUnusable(x, y.Length);
        RankedScores.RefuseUnusable(y, x.Length);
        var (rankX, rankY) = (CentredRanks(x), CentredRanks(y));
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < rankX.Length; i++)
        {
            xx += rankX[i] * rankX[i];
            yy += rankY[i] * rankY[i];
            xy += rankX[i] * rankY[i];
        }

        return xx == 0 || yy == 0 ? null : Math.Clamp(xy / Math.Sqrt(xx * yy), -1, 1);
    }

    /// <summary>Kendall's tau-b, which corrects for ties on either side (Knight's algorithm, JASA 61, 1966).</summary>
    /// <returns>-1 to 1; null where a side is constant or there are fewer than two pairs.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is NaN.</exception>
    public static double? KendallTauB(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (surplus, pairs, tiedX, tiedY) = Concordance(x, y);
        return pairs == tiedX || pairs == tiedY ? null : Math.Clamp(surplus / Math.Sqrt(pairs - tiedX) / Math.Sqrt(pairs - tiedY), -1, 1);
    }

    /// <summary>How often the first ordering puts a pair the same way as the second, of the pairs that the second decides; its own ties count half.</summary>
    /// <returns>0 to 1; null where the second decides no pair.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is NaN.</exception>
    public static double? PairwiseAccuracy(ReadOnlySpan<double> scores, ReadOnlySpan<double> grades)
    {
        var (surplus, pairs, _, tiedGrades) = Concordance(scores, grades);
        return pairs == tiedGrades ? null : (1 + (surplus / (double)(pairs - tiedGrades))) / 2;
    }

    // Surplus: concordant pairs less discordant ones.
    private static (long Surplus, long Pairs, long TiedX, long TiedY) Concordance(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        RankedScores.RefuseUnusable(x, y.Length);
        RankedScores.RefuseUnusable(y, x.Length);
        var (keys, sorted) = (x.ToArray(), y.ToArray());
        Array.Sort(keys, sorted);
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            Array.Sort(sorted, start, end - start);
            start = end;
        }

        var tiedX = TiedPairs(keys.Length, (i, j) => keys[i] == keys[j]);
        var tiedBoth = TiedPairs(keys.Length, (i, j) => keys[i] == keys[j] && sorted[i] == sorted[j]);
        var discordant = SortCountingInversions(sorted, new double[sorted.Length], 0, sorted.Length);
        var tiedY = TiedPairs(keys.Length, (i, j) => sorted[i] == sorted[j]);
        var pairs = (long)keys.Length * (keys.Length - 1) / 2;
        return (pairs - tiedX - tiedY + tiedBoth - (2 * discordant), pairs, tiedX, tiedY);
    }

    private static double[] CentredRanks(ReadOnlySpan<double> values)
    {
        var order = RankedScores.DescendingOrder(values);
        var ranks = new double[values.Length];
        for (var start = 0; start < order.Length;)
        {
            var end = RankedScores.EndOfTie(values, order, start);
            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = ((values.Length - 1) / 2.0) - ((start + end - 1) / 2.0);
            }

            start = end;
        }

        return ranks;
    }

    private static long TiedPairs(int count, Func<int, int, bool> same)
    {
        var pairs = 0L;
        var run = 0L;
        for (var i = 1; i < count; i++)
        {
            run = same(i - 1, i) ? run + 1 : 0;
            pairs += run;
        }

        return pairs;
    }

    private static long SortCountingInversions(double[] values, double[] buffer, int start, int end)
    {
        if (end - start < 2)
        {
            return 0;
        }

        var middle = start + ((end - start) / 2);
        var inversions = SortCountingInversions(values, buffer, start, middle) + SortCountingInversions(values, buffer, middle, end);
        var (left, right) = (start, middle);
        for (var i = start; i < end; i++)
        {
            if (right == end || (left < middle && values[left] <= values[right]))
            {
                buffer[i] = values[left++];
            }
            else
            {
                inversions += middle - left;
                buffer[i] = values[right++];
            }
        }

        Array.Copy(buffer, start, values, start, end - start);
        return inversions;
    }
}
