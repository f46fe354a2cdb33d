namespace RewardLab.Evaluation.Statistics;

/// <summary>The regularised incomplete beta function, from which tails of Student's t and of the binomial follow.</summary>
public static class IncompleteBeta
{
    private const int MaxTerms = 100_000;

    /// <summary>I_x(a, b): the probability that a beta variable with parameters a and b is at most x.</summary>
    /// <remarks>The continued fraction of Abramowitz and Stegun, 26.5.8, by Lentz's method (Press et al., Numerical Recipes, section 6.4); on its far side the
    /// symmetry I_x(a, b) = 1 - I_(1-x)(b, a). Relative error about 1e-13 for parameters up to a thousand, growing with them.</remarks>
    /// <param name="a">Above 0, finite.</param>
    /// <param name="b">Above 0, finite.</param>
    /// <param name="x">0 to 1.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range or not a number.</exception>
    public static double Regularised(double a, double b, double x) => Regularised(a, b, x, 1 - x);

    /// <summary>The same of an x near 1, whose distance from 1 the caller knows better than a subtraction does.</summary>
    /// <param name="a">Above 0, finite.</param>
    /// <param name="b">Above 0, finite.</param>
    /// <param name="x">0 to 1.</param>
    /// <param name="complement">1 - x.</param>
    internal static double Regularised(double a, double b, double x, double complement)
    {
        RefuseUnless(a > 0 && double.IsFinite(a), a, nameof(a));
        RefuseUnless(b > 0 && double.IsFinite(b), b, nameof(b));
        RefuseUnless(x >= 0 && x <= 1, x, nameof(x));
        if (x == 0 || complement == 0)
        {
            return x == 0 ? 0 : 1;
        }

        var front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(complement)) + LogGamma.Compute(a + b) - LogGamma.Compute(a) - LogGamma.Compute(b));
        return Math.Clamp(x <= (a + 1) / (a + b + 2) ? front * Fraction(a, b, x) / a : 1 - (front * Fraction(b, a, complement) / b), 0, 1);
    }

    private static double Fraction(double a, double b, double x)
    {
        var (c, d) = (1.0, Inverse(1 - ((a + b) * x / (a + 1))));
        var value = d;
        for (var m = 1; m <= MaxTerms; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = Inverse(1 + (even * d));
            c = AwayFromZero(1 + (even / c));
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = Inverse(1 + (odd * d));
            c = AwayFromZero(1 + (odd / c));
            value *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
            {
                break;
            }
        }

        return value;
    }

    private static double Inverse(double value) => 1 / AwayFromZero(value);

    private static double AwayFromZero(double value) => Math.Abs(value) < 1e-300 ? 1e-300 : value;

    private static void RefuseUnless(bool isUsable, double value, string name)
    {
        if (!isUsable)
        {
            throw new ArgumentOutOfRangeException(name, value, "The parameters must be above 0 and finite, x within 0 to 1.");
        }
    }
}
