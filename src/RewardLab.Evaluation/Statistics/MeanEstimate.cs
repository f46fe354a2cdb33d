namespace RewardLab.Evaluation.Statistics;

/// <summary>What a sample says of its population's mean: the one place where intervals of means, and the p-values that belong to them, are computed.</summary>
/// <remarks>
/// <para>Student's t on a scale that keeps the mean within its range, widened for skew. Of a bounded quantity the scale is the logit of the mean's place in its
/// range, with the standard error s / (sqrt(n) p (1 - p)) by
/// the delta method; of an unbounded one the quantity's own. On that scale t = (g(m) - g(mu)) / se is skewed by (G / 3 + c) / sqrt(n), G the sample's skewness
/// and c = s g''(m) / (2 g'(m)) the scale's own, which Hall's cubic
/// (Journal of the Royal Statistical Society B 54, 1992, page 221) takes away. The interval holds what either t or the transformed t does not reject: the
/// skewness of a few values is often missed, and never a reason to be surer.</para>
/// <para>Values that are equal, and not at an end of the range, tell nothing of the spread: of the largest group of them one counts for the degrees of freedom.
/// At an end the logit sees to it.</para>
/// <para>Where all values are equal there is no spread to go by. Were a share q of all prompts different, n prompts would miss it with probability (1 - q)^n;
/// the interval reaches as far as the largest q that is not rejected can
/// move the mean within the range. Of 0 and 1 alone this is Clopper and Pearson's interval. Without a range there is none.</para>
/// <para>Coverage is simulated in the tests; README.md beside this project has the table.</para>
/// </remarks>
internal sealed class MeanEstimate
{
    // What rounding leaves of equal values is not a spread.
    private const double Rounding = 1e-12;

    private readonly ValueRange _range;
    private readonly int _count;
    private readonly double _error; // on the scale; 0 where all values are equal
    private readonly double _freedom;
    private readonly double _bend; // coefficient of the square in Hall's cubic
    private readonly double _shift;
    private readonly bool _isSkewed;

    private MeanEstimate(double mean, ValueRange range, int count, double error, double freedom, double? skewness)
    {
        (Mean, _range, _count, _freedom) = (mean, range, count, freedom);
        var place = range.IsBounded ? (mean - range.Lower) / (range.Upper - range.Lower) : 0.5;
        if (error == 0 || place <= 0 || place >= 1)
        {
            return;
        }

        // The first two derivatives of the scale at the mean: their ratio bends t.
        var slope = range.IsBounded ? 1 / ((range.Upper - range.Lower) * place * (1 - place)) : 1;
        _error = error * slope;
        if (skewness is { } skew)
        {
            var own = range.IsBounded ? error * Math.Sqrt(count) * slope * ((2 * place) - 1) / 2 : 0;
            (_bend, _shift, _isSkewed) = (((skew / 3) + own) / Math.Sqrt(count), skew / (6 * Math.Sqrt(count)), true);
        }
    }

    /// <summary>The mean over prompts.</summary>
    public double Mean { get; }

    /// <summary>Whether all values are equal.</summary>
    public bool IsFlat => _error == 0;

    /// <summary>The estimate from independent values.</summary>
    /// <param name="values">At least two, finite; a mean that leaves the range by rounding is taken back into it.</param>
    /// <param name="range">What the values may be.</param>
    public static MeanEstimate Compute(ReadOnlySpan<double> values, ValueRange range)
    {
        var (mean, spread, cubes) = Moments(values);
        var (n, nothing) = (values.Length, Rounding * Unit(MaxMagnitude(values), range));
        if (spread <= nothing)
        {
            return new MeanEstimate(InRange(mean, range), range, n, 0, n - 1, null);
        }

        // The adjusted skewness; two values have none.
        var skewness = n < 3 ? 0 : n * cubes / ((n - 1.0) * (n - 2.0) * spread * spread * spread);
        return new MeanEstimate(InRange(mean, range), range, n, spread / Math.Sqrt(n), Math.Max(1, n - MaxEqual(values, range, nothing)), skewness);
    }

    /// <summary>The estimate of a mean over the cells of runs and prompts, which every run meets alike.</summary>
    /// <remarks>The variances of the runs' means and of the prompts' means add up, each over its number; the cells' own is in both, which errs on the wide
    /// side. Degrees of freedom by Satterthwaite (Biometrics Bulletin 2, 1946).</remarks>
    /// <param name="byRun">The mean of each run, at least two.</param>
    /// <param name="byPrompt">The mean of each prompt over the runs, at least two.</param>
    /// <param name="range">What the values may be.</param>
    public static MeanEstimate OfCrossed(ReadOnlySpan<double> byRun, ReadOnlySpan<double> byPrompt, ValueRange range)
    {
        var (mean, prompts, _) = Moments(byPrompt);
        var (_, runs, _) = Moments(byRun);
        var (first, second) = (runs * runs / byRun.Length, prompts * prompts / byPrompt.Length);
        var variance = first + second;
        return Math.Sqrt(variance) <= Rounding * Unit(Math.Max(MaxMagnitude(byRun), MaxMagnitude(byPrompt)), range)
            ? new MeanEstimate(InRange(mean, range), range, byPrompt.Length, 0, byPrompt.Length - 1, null)
            : new MeanEstimate(
                InRange(mean, range), range, byPrompt.Length, Math.Sqrt(variance),
                variance * variance / ((first * first / (byRun.Length - 1)) + (second * second / (byPrompt.Length - 1))), null);
    }

    /// <summary>The interval; null where all values are equal and have no range.</summary>
    /// <param name="level">Coverage aimed at, above 0 and below 1.</param>
    public (double Lower, double Upper)? Interval(double level)
    {
        var tail = (1 - level) / 2;
        if (!IsFlat)
        {
            var (min, max) = (-StudentT.UpperQuantile(tail, _freedom), StudentT.UpperQuantile(tail, _freedom));
            var (lower, upper) = _isSkewed ? (Math.Min(min, Untransformed(min)), Math.Max(max, Untransformed(max))) : (min, max);
            return (OffScale(OnScale(Mean) - (upper * _error)), OffScale(OnScale(Mean) - (lower * _error)));
        }

        var unseen = 1 - Math.Pow(tail, 1.0 / _count);
        return _range.IsBounded ? (Mean - (unseen * (Mean - _range.Lower)), Mean + (unseen * (_range.Upper - Mean))) : null;
    }

    /// <summary>The two-sided p-value of a mean: below 1 - level exactly where the interval of that level leaves it out. Null where there is no
    /// interval.</summary>
    /// <param name="mean">Inside the range, not at its ends.</param>
    public double? PValue(double mean)
    {
        if (!IsFlat)
        {
            var t = (OnScale(Mean) - OnScale(mean)) / _error;
            var plain = 2 * StudentT.UpperTail(Math.Abs(t), _freedom);
            return Math.Min(1, _isSkewed ? Math.Max(plain, 2 * StudentT.UpperTail(Math.Abs(Transformed(t)), _freedom)) : plain);
        }

        return !_range.IsBounded ? null
            : mean == Mean ? 1
            : Math.Min(1, 2 * Math.Pow(mean < Mean ? (mean - _range.Lower) / (Mean - _range.Lower) : (_range.Upper - mean) / (_range.Upper - Mean), _count));
    }

    // Hall's cubic, ((1 + at)^3 - 1) / 3a + b, rises everywhere, so that an interval comes of it by turning it round.
    private double Transformed(double t) => (t * (1 + (_bend * t) + (_bend * _bend * t * t / 3))) + _shift;

    private double Untransformed(double y) => Math.Abs(_bend) < 1e-9 ? y - _shift : (Math.Cbrt(1 + (3 * _bend * (y - _shift))) - 1) / _bend;

    private double OnScale(double value) => _range.IsBounded ? Math.Log((value - _range.Lower) / (_range.Upper - value)) : value;

    private double OffScale(double value) => _range.IsBounded ? _range.Lower + ((_range.Upper - _range.Lower) / (1 + Math.Exp(-value))) : value;

    private static double InRange(double mean, ValueRange range) => Math.Clamp(mean, range.Lower, range.Upper);

    private static (double Mean, double Spread, double Cubes) Moments(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values)
        {
            mean += value;
        }

        mean /= values.Length;
        var (squares, cubes) = (0.0, 0.0);
        foreach (var value in values)
        {
            var distance = value - mean;
            squares += distance * distance;
            cubes += distance * distance * distance;
        }

        return (mean, Math.Sqrt(squares / (values.Length - 1)), cubes);
    }

    // What a difference is small beside: the range, where there is one, so that shares next to 0 and next to 1 are treated alike.
    private static double Unit(double max, ValueRange range) => range.IsBounded ? range.Upper - range.Lower : max;

    private static double MaxMagnitude(ReadOnlySpan<double> values)
    {
        var max = 0.0;
        foreach (var value in values)
        {
            max = Math.Max(max, Math.Abs(value));
        }

        return max;
    }

    private static int MaxEqual(ReadOnlySpan<double> values, ValueRange range, double rounding)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var (max, run) = (1, 1);
        for (var i = 1; i < sorted.Length; i++)
        {
            run = IsInside(sorted[i]) && IsInside(sorted[i - 1]) && sorted[i] - sorted[i - 1] <= rounding ? run + 1 : 1;
            max = Math.Max(max, run);
        }

        return max;

        bool IsInside(double value) => value - range.Lower > rounding && range.Upper - value > rounding;
    }
}
