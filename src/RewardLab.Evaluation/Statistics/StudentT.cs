namespace RewardLab.Evaluation.Statistics;

/// <summary>Student's t: the tail of its distribution, and the one-sided test of a mean.</summary>
public static class StudentT
{
    private const int MaxSteps = 10_000;

    /// <summary>The probability of a value of at least t.</summary>
    /// <remarks>I_x(v/2, 1/2) / 2 with x = v / (v + t^2) for t at least 0 (Abramowitz and Stegun, 26.7.1).</remarks>
    /// <param name="t">Any number; infinities have the tails 0 and 1.</param>
    /// <param name="degreesOfFreedom">v, above 0 and finite; need not be whole.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="t"/> is not a number,
    /// or <paramref name="degreesOfFreedom"/> is outside its range.</exception>
    public static double UpperTail(double t, double degreesOfFreedom)
    {
        if (double.IsNaN(t))
        {
            throw new ArgumentOutOfRangeException(nameof(t), t, "A tail begins at a number.");
        }

        if (!(degreesOfFreedom > 0) || !double.IsFinite(degreesOfFreedom))
        {
            throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), degreesOfFreedom, "Degrees of freedom must be above 0 and finite.");
        }

        // Both x and 1 - x without a subtraction, which keeps small tails precise, and scaled, for t's square may overflow.
        var size = Math.Max(Math.Abs(t), Math.Sqrt(degreesOfFreedom));
        if (double.IsInfinity(size))
        {
            return t > 0 ? 0 : 1;
        }

        var (square, freedom) = (t / size * (t / size), Math.Sqrt(degreesOfFreedom) / size * (Math.Sqrt(degreesOfFreedom) / size));
        var tail = IncompleteBeta.Regularised(degreesOfFreedom / 2, 0.5, freedom / (freedom + square), square / (freedom + square)) / 2;
        return t >= 0 ? tail : 1 - tail;
    }

    /// <summary>The value that is reached or passed with a given probability: the inverse of <see cref="UpperTail"/>.</summary>
    /// <param name="probability">Above 0, at most one half.</param>
    /// <param name="degreesOfFreedom">Above 0 and finite; need not be whole.</param>
    /// <returns>0 or more.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double UpperQuantile(double probability, double degreesOfFreedom)
    {
        if (!(probability > 0) || !(probability <= 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "An upper tail has a probability above 0, at most one half.");
        }

        // The tail is convex above 0, so that Newton's steps from there climb to the quantile and never pass it, but for rounding.
        var log = LogGamma.Compute((degreesOfFreedom + 1) / 2) - LogGamma.Compute(degreesOfFreedom / 2) - (0.5 * Math.Log(degreesOfFreedom * Math.PI));
        var t = 0.0;
        for (var step = 0; step < MaxSteps; step++)
        {
            var density = Math.Exp(log - ((degreesOfFreedom + 1) / 2 * Math.Log(1 + (t * t / degreesOfFreedom))));
            var next = t + ((UpperTail(t, degreesOfFreedom) - probability) / density);
            if (!(next > t * (1 + 1e-15)) || !double.IsFinite(next))
            {
                break;
            }

            t = next;
        }

        return t;
    }

    /// <summary>The p-value of the values' mean being above 0 by chance, were their own population's mean 0 or below.</summary>
    /// <remarks>Values that are all equal have no spread to judge by: then 0 where they are above 0, else 1.</remarks>
    /// <param name="values">Finite values, independent of each other; of fewer than two the p-value is 1, for one value says nothing of the spread.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static double PValueOfPositiveMean(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException("Values must be finite.", nameof(values));
            }

            mean += value / values.Length;
        }

        if (values.Length < 2)
        {
            return 1;
        }

        var (variance, max) = (0.0, 0.0);
        foreach (var value in values)
        {
            variance += (value - mean) * (value - mean) / (values.Length - 1);
            max = Math.Max(max, Math.Abs(value));
        }

        // What rounding leaves of equal values is not a spread.
        var error = Math.Sqrt(variance / values.Length);
        return error <= 1e-12 * max
            ? mean > 0 ? 0 : 1
            : UpperTail(mean / error, values.Length - 1);
    }
}
