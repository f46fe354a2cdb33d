namespace RewardLab.Evaluation.Metrics;

internal static class RankedScores
{
    public static void RefuseUnusable(ReadOnlySpan<double> scores, int expectedLength)
    {
        if (scores.Length != expectedLength)
        {
            throw new ArgumentException($"{scores.Length} scores do not match {expectedLength} labels.", nameof(scores));
        }

        for (var i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i]))
            {
                throw new ArgumentException($"Value {i} is not a number.", nameof(scores));
            }
        }
    }

    /// <summary>Indices from the highest score to the lowest; ties keep input order.</summary>
    public static int[] DescendingOrder(ReadOnlySpan<double> scores)
    {
        // Sorting keys and indices side by side is several times as fast as sorting indices by a comparison; it leaves ties in any order, which is put right.
        var keys = new double[scores.Length];
        var order = new int[scores.Length];
        for (var i = 0; i < order.Length; i++)
        {
            (keys[i], order[i]) = (-scores[i], i);
        }

        Array.Sort(keys, order);
        for (var start = 0; start < order.Length;)
        {
            var end = EndOfTie(scores, order, start);
            Array.Sort(order, start, end - start);
            start = end;
        }

        return order;
    }

    /// <summary>Index after the last of those that share the score at <paramref name="start"/>.</summary>
    public static int EndOfTie(ReadOnlySpan<double> scores, ReadOnlySpan<int> order, int start)
    {
        var end = start + 1;
        while (end < order.Length && scores[order[end]] == scores[order[start]])
        {
            end++;
        }

        return end;
    }
}
