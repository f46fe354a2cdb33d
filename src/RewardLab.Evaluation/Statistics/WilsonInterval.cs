namespace RewardLab.Evaluation.Statistics;

/// <summary>A share of trials with Wilson's 95% score interval (JASA 22, 1927, page 209), which keeps within 0 to 1 and stays wide where no trial,
/// or every one, succeeded.</summary>
/// <param name="Share">Successes among the trials, 0 to 1.</param>
/// <param name="Lower">Lower end of the interval, 0 to <paramref name="Share"/>.</param>
/// <param name="Upper">Upper end, <paramref name="Share"/> to 1.</param>
/// <param name="Count">Trials.</param>
public sealed record WilsonInterval(double Share, double Lower, double Upper, int Count)
{
    // The normal distribution's 97.5% point.
    private const double Z = 1.959963984540054;

    /// <summary>The interval of a count of successes in independent trials.</summary>
    /// <param name="successes">0 to <paramref name="count"/>.</param>
    /// <param name="count">Trials, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is outside its range.</exception>
    public static WilsonInterval Compute(int successes, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, count);
        var share = successes / (double)count;
        var centre = share + (Z * Z / (2 * count));
        var half = Z * Math.Sqrt((share * (1 - share) / count) + (Z * Z / (4.0 * count * count)));
        var scale = 1 + (Z * Z / count);

        // Rounding must not part the ends of no and of full success from 0 and 1.
        return new WilsonInterval(share, successes == 0 ? 0 : (centre - half) / scale, successes == count ? 1 : (centre + half) / scale, count);
    }
}
