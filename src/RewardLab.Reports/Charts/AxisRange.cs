namespace RewardLab.Reports.Charts;

/// <summary>The ends of an axis.</summary>
internal sealed record AxisRange(double Low, double High)
{
    private const double Air = 0.04;

    /// <summary>The limits asked for, with a little air, or those of the finite numbers; 0 to 1 where there is none.</summary>
    public static AxisRange Create(IReadOnlyList<double>? limits, IEnumerable<double> values)
    {
        var known = limits ?? [.. values.Where(double.IsFinite)];
        if (known.Count == 0)
        {
            return new AxisRange(0, 1);
        }

        var (low, high) = (known.Min(), known.Max());

        // Of one number, or of numbers that rounding cannot tell apart, there is no span to show.
        var span = high - low;
        var air = span > 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)) ? span * Air : Math.Max(0.5, Math.Abs(low) * 0.1);
        return double.IsFinite(span) ? new AxisRange(low - air, high + air) : new AxisRange(low / 2, high / 2);
    }
}
