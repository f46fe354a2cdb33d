using System.Globalization;

namespace RewardLab.Evaluation.Statistics;

/// <summary>A mean with its confidence interval: 95% wherever tables show one.</summary>
/// <remarks>Skewed, bounded and tied values of as few as five prompts are reckoned with: by Student's t on the logit scale where the values have a range, else
/// on their own, widened for skew.
/// No chance is in it: the same values have the same interval. README.md beside this project says how often it holds the true mean.</remarks>
/// <param name="Mean">The mean of the values themselves, or another estimate.</param>
/// <param name="Lower">Lower end; null where there is no interval.</param>
/// <param name="Upper">Upper end; null where there is no interval.</param>
/// <param name="Count">How many values (prompts) it is of.</param>
public sealed record ConfidenceInterval(double Mean, double? Lower, double? Upper, int Count)
{
    /// <summary>With fewer values there is no interval: they say next to nothing of their spread.</summary>
    public const int MinCount = 5;

    /// <summary>Nominal coverage of an interval where nothing else is asked for: 0.95.</summary>
    public const double DefaultLevel = 0.95;

    private const int MaxDecimals = 6;

    /// <summary>Whether there is an interval.</summary>
    public bool HasEnds => Lower is not null;

    /// <summary>Whether the interval leaves 0 out; false where there is none.</summary>
    public bool ExcludesZero => Lower > 0 || Upper < 0;

    /// <summary>The interval of the mean of independent values (prompts).</summary>
    /// <param name="values">Finite values, at least one.</param>
    /// <param name="range">What the values may be.</param>
    /// <param name="level">Coverage aimed at, above 0 and below 1.</param>
    /// <returns>Without ends where there are fewer than <see cref="MinCount"/> values, or all are equal and have no range.</returns>
    /// <exception cref="ArgumentException">There is no value, or one is not finite or outside the range.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is outside its range.</exception>
    public static ConfidenceInterval OfMean(ReadOnlySpan<double> values, ValueRange range, double level = DefaultLevel)
    {
        ArgumentNullException.ThrowIfNull(range);
        if (values.IsEmpty)
        {
            throw new ArgumentException("There is no value.", nameof(values));
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            if (!double.IsFinite(value) || !range.Contains(value))
            {
                throw new ArgumentException(range.IsBounded
                    ? string.Create(CultureInfo.InvariantCulture, $"Values must be {range.Lower} to {range.Upper}, not {value}.")
                    : "Values must be finite.", nameof(values));
            }

            sum += value;
        }

        return Compute(sum / values.Length, values.Length, values.Length < MinCount ? null : MeanEstimate.Compute(values, range), level);
    }

    /// <summary>"0.712 [0.68, 0.74]"; "0.712 [-]" without an interval.</summary>
    /// <remarks>Ends have more decimals where fewer would show both as the same number, or, of a <paramref name="isSigned"/> interval that leaves 0 out, one as
    /// 0.</remarks>
    /// <param name="isSigned">Whether numbers above 0 carry a plus, as leads do.</param>
    /// <param name="meanDecimals">Decimals of the mean, 0 or more.</param>
    /// <param name="endDecimals">Decimals of the ends, 0 or more.</param>
    /// <param name="mark">What follows the interval, such as " *".</param>
    public string ToText(bool isSigned = false, int meanDecimals = 3, int endDecimals = 2, string mark = "")
    {
        if (Lower is not { } lower || Upper is not { } upper)
        {
            return $"{Number(Mean, meanDecimals, isSigned)} [-]";
        }

        var decimals = endDecimals;
        while (decimals < MaxDecimals && lower != upper && IsTooCoarse(decimals))
        {
            decimals++;
        }

        return $"{Number(Mean, meanDecimals, isSigned)} [{Number(lower, decimals, isSigned)}, {Number(upper, decimals, isSigned)}]{mark}";

        bool IsTooCoarse(int digits) => Number(lower, digits, isSigned) == Number(upper, digits, isSigned)
            || (isSigned
                && ExcludesZero
                && (Number(lower, digits, isSigned) == Number(0, digits, isSigned) || Number(upper, digits, isSigned) == Number(0, digits, isSigned)));
    }

    /// <summary>One line for each reason why intervals of a table are missing; none where none is.</summary>
    /// <param name="intervals">The table's, null where there is not even a mean.</param>
    /// <param name="of">What the values are of, in the plural.</param>
    public static IEnumerable<string> WhyMissing(IEnumerable<ConfidenceInterval?> intervals, string of = "prompts")
    {
        ArgumentNullException.ThrowIfNull(intervals);
        ConfidenceInterval[] missing = [.. intervals.OfType<ConfidenceInterval>().Where(interval => !interval.HasEnds)];
        if (missing.Any(interval => interval.Count < MinCount))
        {
            yield return $"[-]: no interval, because fewer than {MinCount} {of} have a value.";
        }

        if (missing.Any(interval => interval.Count >= MinCount))
        {
            yield return $"[-]: no interval, because all {of} have the same value.";
        }
    }

    /// <summary>The interval of an estimate that others made; without ends for null.</summary>
    internal static ConfidenceInterval Compute(double mean, int count, MeanEstimate? estimate, double level)
    {
        RefuseUnlessLevel(level);
        var ends = estimate?.Interval(level);
        return new ConfidenceInterval(mean, ends?.Lower, ends?.Upper, count);
    }

    internal static void RefuseUnlessLevel(double level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
    }

    private static string Number(double value, int decimals, bool isSigned)
    {
        var digits = decimals == 0 ? "0" : "0." + new string('0', decimals);
        return value.ToString(isSigned ? $"+{digits};-{digits};{digits}" : $"{digits};-{digits};{digits}", CultureInfo.InvariantCulture);
    }
}
