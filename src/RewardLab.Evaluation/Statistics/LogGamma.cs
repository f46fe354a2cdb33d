namespace RewardLab.Evaluation.Statistics;

/// <summary>The logarithm of the gamma function of positive numbers.</summary>
internal static class LogGamma
{
    // Stirling's series is exact to the last bits from here on.
    private const double Far = 12;

    // B(2k) / (2k (2k - 1)) for k = 1..7 (Abramowitz and Stegun, 6.1.41).
    private static readonly double[] Series = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156];

    /// <summary>ln Gamma(x), to about 1e-14 of it or absolutely.</summary>
    /// <param name="x">Above 0.</param>
    public static double Compute(double x)
    {
        // Gamma(x + 1) = x Gamma(x) carries a small argument out to where the series holds; at most twelve factors below 24, so their product cannot overflow.
        var product = 1.0;
        for (; x < Far; x++)
        {
            product *= x;
        }

        var (inverse, sum) = (1 / (x * x), 0.0);
        for (var k = Series.Length - 1; k >= 0; k--)
        {
            sum = (sum * inverse) + Series[k];
        }

        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (sum / x) - Math.Log(product);
    }
}
