namespace RewardLab.Evaluation.Statistics;

/// <summary>The values that a quantity can take: both ends are known, or neither is.</summary>
/// <remarks>An interval of a mean stays within it, and where all values are equal the range alone says how far the mean may be from them.</remarks>
public sealed record ValueRange
{
    private const double Rounding = 1e-9;

    private ValueRange(double lower, double upper) => (Lower, Upper) = (lower, upper);

    /// <summary>Any number, such as a reward.</summary>
    public static ValueRange Unbounded { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>0 to 1: shares, areas under curves, precisions, accuracies.</summary>
    public static ValueRange Share { get; } = new(0, 1);

    /// <summary>-1 to 1: correlations, differences of shares, wins less losses.</summary>
    public static ValueRange Signed { get; } = new(-1, 1);

    /// <summary>The least value.</summary>
    public double Lower { get; }

    /// <summary>The greatest value.</summary>
    public double Upper { get; }

    /// <summary>Whether the ends are finite.</summary>
    public bool IsBounded => double.IsFinite(Lower);

    /// <summary>The range of the difference of two such quantities.</summary>
    public ValueRange Differences => IsBounded ? new ValueRange(Lower - Upper, Upper - Lower) : Unbounded;

    /// <summary>The range of the mean of several such quantities.</summary>
    /// <param name="ranges">Each quantity's, at least one.</param>
    public static ValueRange OfMean(IEnumerable<ValueRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        ValueRange[] all = [.. ranges];
        return all.All(range => range.IsBounded) ? new ValueRange(all.Average(range => range.Lower), all.Average(range => range.Upper)) : Unbounded;
    }

    /// <summary>The least range that holds several.</summary>
    /// <param name="ranges">At least one.</param>
    public static ValueRange Hull(IEnumerable<ValueRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        ValueRange[] all = [.. ranges];
        return all.All(range => range.IsBounded) ? new ValueRange(all.Min(range => range.Lower), all.Max(range => range.Upper)) : Unbounded;
    }

    /// <summary>Whether a value is in the range, or beyond its end by no more than rounding.</summary>
    public bool Contains(double value) => value >= Lower - Rounding && value <= Upper + Rounding;
}
