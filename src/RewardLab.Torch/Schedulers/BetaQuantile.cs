namespace RewardLab.Torch.Schedulers;

/// <summary>Quantiles of the beta distribution with two equal shapes.</summary>
internal static class BetaQuantile
{
    private const int MaxIterations = 400;

    /// <summary>The value below which a share of the distribution lies.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="shape">Both shapes, above 0.</param>
    internal static double Symmetric(double share, double shape)
    {
        if (share is <= 0 or >= 1)
        {
            return share <= 0 ? 0 : 1;
        }

        // Symmetric about 1/2, and precise in the lower half.
        if (share > 0.5)
        {
            return 1 - Symmetric(1 - share, shape);
        }

        var (low, high) = (0.0, 0.5);
        for (var i = 0; i < MaxIterations && low < high; i++)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                break;
            }

            (low, high) = Share(middle, shape) < share ? (middle, high) : (low, middle);
        }

        return high;
    }

    // The regularised incomplete beta function for x up to 1/2, by its power series (Abramowitz and Stegun, 26.5.4): x^a / (a B(a, a)) times
    // (1 - x)^a (1 + sum of products of (2a + n) / (a + 1 + n) x).
    private static double Share(double x, double a)
    {
        var (sum, term) = (1.0, 1.0);
        for (var n = 0; n < 10_000 && term > sum * 1e-17; n++)
        {
            term *= ((2 * a) + n) / (a + 1 + n) * x;
            sum += term;
        }

        return Math.Exp((a * Math.Log(x)) + (a * Math.Log(1 - x)) - LogBeta(a)) / a * sum;
    }

    // ln B(a, a) = 2 ln Gamma(a) - ln Gamma(2a).
    private static double LogBeta(double a) => (2 * LogGamma(a)) - LogGamma(2 * a);

    // Stirling's series, after the recurrence has brought the argument beyond 12.
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 12; x++)
        {
            shift += Math.Log(x);
        }

        var inverse = 1 / (x * x);
        var series = ((((((((1.0 / 1188) * inverse) - (1.0 / 1680)) * inverse) + (1.0 / 1260)) * inverse) - (1.0 / 360)) * inverse) + (1.0 / 12);
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (series / x) - shift;
    }
}
