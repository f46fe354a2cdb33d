using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Overoptimization;

/// <summary>How scores move over a window of evaluations, and how surely they rise or fall.</summary>
/// <param name="Slope">The mean over clusters of their least-squares slopes, in units of the score per evaluation.</param>
/// <param name="RisePValue">One-sided: that chance makes them rise as much.</param>
/// <param name="FallPValue">The same of falling.</param>
internal sealed record WindowTrend(double Slope, double RisePValue, double FallPValue)
{
    /// <summary>The trend of a window that ends with an evaluation. Its rise must stand out of two kinds of chance, the choice of prompts and the wavering of
    /// evaluations; its fall out of the wavering alone, as the loss that must come with it is tested over prompts.</summary>
    /// <param name="scores">[evaluations][clusters].</param>
    /// <param name="latest">Index of the window's last evaluation, at least <paramref name="window"/> - 1.</param>
    /// <param name="window">Evaluations, at least 3.</param>
    public static WindowTrend Compute(double[][] scores, int latest, int window)
    {
        // Against 0 .. window - 1: their squared distances from the middle sum to w (w^2 - 1) / 12.
        var (first, middle) = (latest - window + 1, (window - 1) / 2.0);
        var squares = window * (((double)window * window) - 1) / 12;
        var slopes = new double[scores[latest].Length];
        var means = new double[window];
        for (var step = 0; step < window; step++)
        {
            for (var cluster = 0; cluster < slopes.Length; cluster++)
            {
                // Distances from the window's first score, so that a score that stays has exactly slope 0.
                var change = scores[first + step][cluster] - scores[first][cluster];
                slopes[cluster] += (step - middle) / squares * change;
                means[step] += change / slopes.Length;
            }
        }

        var slope = slopes.Average();
        var (rise, fall) = AgainstWavering(means, slope, middle, squares);
        return new WindowTrend(
            slope,
            Math.Max(rise, StudentT.PValueOfPositiveMean(slopes)),
            slopes.Length > 1 ? fall : 1);
    }

    /// <summary>The trend of means alone, by their scatter about the line.</summary>
    /// <param name="means">[evaluations], at least 3.</param>
    public static (double Slope, double RisePValue, double FallPValue) OfMeans(double[] means)
    {
        var (middle, squares) = ((means.Length - 1) / 2.0, means.Length * (((double)means.Length * means.Length) - 1) / 12);
        double[] changes = [.. means.Select(mean => mean - means[0])];
        var slope = changes.Select((change, step) => (step - middle) / squares * change).Sum();
        var (rise, fall) = AgainstWavering(changes, slope, middle, squares);
        return (slope, rise, fall);
    }

    // The t test of a regression's slope, with the scatter of the evaluations' means about their line and window - 2 degrees of freedom.
    private static (double Rise, double Fall) AgainstWavering(double[] means, double slope, double middle, double squares)
    {
        var (centre, scatter, max) = (means.Average(), 0.0, 0.0);
        for (var step = 0; step < means.Length; step++)
        {
            var residual = means[step] - centre - (slope * (step - middle));
            scatter += residual * residual;
            max = Math.Max(max, Math.Abs(means[step]));
        }

        // What rounding leaves of means on a line is not a scatter.
        if (Math.Sqrt(scatter) <= 1e-12 * max)
        {
            return (slope > 0 ? 0 : 1, slope < 0 ? 0 : 1);
        }

        var t = slope / Math.Sqrt(scatter / (means.Length - 2) / squares);
        return (StudentT.UpperTail(t, means.Length - 2), StudentT.UpperTail(-t, means.Length - 2));
    }
}
