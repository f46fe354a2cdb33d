using System.Runtime.InteropServices;

namespace RewardLab.Ensembles.Statistics;

/// <summary>A number by its sign and the logarithm of its magnitude: near 0 it reaches farther than any double.</summary>
/// <param name="Sign">-1, 0 or 1.</param>
/// <param name="Log">The natural logarithm of the magnitude; of no meaning where the sign is 0.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SignedLog(int Sign, double Log)
{
    public static SignedLog Zero => default;

    public static SignedLog From(double value) => value == 0 ? Zero : new SignedLog(Math.Sign(value), Math.Log(Math.Abs(value)));

    /// <summary>The nearest double.</summary>
    public double ToDouble() => Sign * Math.Exp(Log);

    public static SignedLog operator *(double factor, SignedLog number) =>
        factor == 0 ? Zero : number with { Sign = number.Sign * Math.Sign(factor), Log = number.Log + Math.Log(Math.Abs(factor)) };

    public static SignedLog operator *(SignedLog left, SignedLog right) => new(left.Sign * right.Sign, left.Log + right.Log);

    /// <summary>The sum, the largest magnitude taken out first.</summary>
    public static SignedLog Sum(ReadOnlySpan<SignedLog> terms)
    {
        var max = double.NegativeInfinity;
        foreach (var term in terms)
        {
            max = term.Sign == 0 ? max : Math.Max(max, term.Log);
        }

        if (double.IsNegativeInfinity(max))
        {
            return Zero;
        }

        var sum = 0.0;
        foreach (var term in terms)
        {
            sum += term.Sign == 0 ? 0 : term.Sign * Math.Exp(term.Log - max);
        }

        return sum == 0 ? Zero : new SignedLog(Math.Sign(sum), max + Math.Log(Math.Abs(sum)));
    }
}
