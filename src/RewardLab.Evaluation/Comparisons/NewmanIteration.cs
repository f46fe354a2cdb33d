namespace RewardLab.Evaluation.Comparisons;

/// <summary>Newman's iteration for Bradley and Terry's model with a logistic prior (JMLR 24, 2023, equation 26);
/// the posterior has one maximum, and every step climbs.</summary>
internal static class NewmanIteration
{
    private const double Tolerance = 1e-12;

    // A few dozen suffice, unless many comparisons lie within groups and hardly any between them.
    private const int MaxSweeps = 1_000_000;

    /// <summary>Moves strengths, not their logarithms, to those of highest posterior probability.</summary>
    /// <param name="strengths">[competitors]: where to start, above 0; overwritten.</param>
    /// <param name="wins">[competitors, competitors]: how often the row's beat the column's.</param>
    public static void Converge(double[] strengths, double[,] wins)
    {
        var change = double.PositiveInfinity;
        for (var sweep = 0; sweep < MaxSweeps && change > Tolerance; sweep++)
        {
            change = Rescale(strengths);
            for (var i = 0; i < strengths.Length; i++)
            {
                var next = Next(i, strengths, wins);
                change = Math.Max(change, Math.Abs(Math.Log(next / strengths[i])));
                strengths[i] = next;
            }
        }
    }

    private static double Next(int i, double[] strengths, double[,] wins)
    {
        var own = strengths[i];
        var (won, lost) = (1 / (own + 1), 1 / (own + 1));
        for (var j = 0; j < strengths.Length; j++)
        {
            if (j != i)
            {
                won += wins[i, j] * strengths[j] / (own + strengths[j]);
                lost += wins[j, i] / (own + strengths[j]);
            }
        }

        return won / lost;
    }

    /// <summary>Moves all together: comparisons leave a common factor open, and one at a time the prior would draw it home slowly.</summary>
    /// <remarks>The same equation, for the factor: scaled by it, each strength has its virtual win and loss.</remarks>
    /// <returns>The logarithm of the factor, without its sign.</returns>
    private static double Rescale(double[] strengths)
    {
        var factor = strengths.Sum(strength => 1 / (strength + 1)) / strengths.Sum(strength => strength / (strength + 1));
        for (var i = 0; i < strengths.Length; i++)
        {
            strengths[i] *= factor;
        }

        return Math.Abs(Math.Log(factor));
    }
}
