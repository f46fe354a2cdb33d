namespace RewardLab.Evaluation.Metrics;

internal static class RankedScores
{
    public static void RefuseUnusable(ReadOnlySpan<double> scores, int expectedLength)
    {
        if (scores.Length != expectedLength)
        {
            throw new ArgumentException($"{scores.Length} scores stand against {expectedLength} labels; there must be as many.", nameof(scores));
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
        var copy = scores.ToArray();
        var order = new int[copy.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => copy[b].CompareTo(copy[a]) is var compared && compared != 0 ? compared : a - b);
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
