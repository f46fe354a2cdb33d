namespace RewardLab.Evaluation.Statistics;

/// <summary>Where each image stands among those of its prompt.</summary>
public static class Percentiles
{
    /// <summary>For each score the share of the others that are lower, ties counted half: 0 for the lowest, 1 for the highest, 0.5 for a single one.</summary>
    /// <param name="scores">Scores, none of them NaN.</param>
    /// <exception cref="ArgumentException">A score is NaN.</exception>
    public static double[] Compute(ReadOnlySpan<double> scores)
    {
        var sorted = scores.ToArray();
        for (var i = 0; i < sorted.Length; i++)
        {
            if (double.IsNaN(sorted[i]))
            {
                throw new ArgumentException($"Value {i} is not a number.", nameof(scores));
            }
        }

        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(sorted, order);
        var percentiles = new double[sorted.Length];
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                percentiles[order[i]] = sorted.Length == 1 ? 0.5 : (start + ((end - start - 1) / 2.0)) / (sorted.Length - 1);
            }

            start = end;
        }

        return percentiles;
    }
}
