namespace RewardLab.Reports.Charts;

/// <summary>How the points of a scatter chart fall about its two thresholds. The shares sum to 1, unless there is no point.</summary>
/// <param name="BothHigh">The share at or above both thresholds, 0 to 1.</param>
/// <param name="OnlyXHigh">The share at or above the horizontal threshold alone.</param>
/// <param name="OnlyYHigh">The share at or above the vertical threshold alone.</param>
/// <param name="BothLow">The share below both.</param>
public sealed record QuadrantShares(double BothHigh, double OnlyXHigh, double OnlyYHigh, double BothLow)
{
    /// <summary>The share on which the two agree.</summary>
    public double Agreement => BothHigh + BothLow;

    /// <summary>Counts points; those with a coordinate that is not finite are left out.</summary>
    /// <param name="x">Horizontal coordinates.</param>
    /// <param name="y">As many vertical ones.</param>
    /// <param name="xThreshold">From here on, x is high.</param>
    /// <param name="yThreshold">From here on, y is high.</param>
    /// <exception cref="ArgumentException">There are not as many of both.</exception>
    public static QuadrantShares Compute(IReadOnlyList<double> x, IReadOnlyList<double> y, double xThreshold, double yThreshold)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
        {
            throw new ArgumentException($"{x.Count} points cannot have {y.Count} y values.", nameof(y));
        }

        var counts = new int[4];
        for (var i = 0; i < x.Count; i++)
        {
            if (double.IsFinite(x[i]) && double.IsFinite(y[i]))
            {
                counts[(x[i] >= xThreshold ? 0 : 2) + (y[i] >= yThreshold ? 0 : 1)]++;
            }
        }

        var total = Math.Max(1.0, counts.Sum());
        return new QuadrantShares(counts[0] / total, counts[1] / total, counts[2] / total, counts[3] / total);
    }
}
