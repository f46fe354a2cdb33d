using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RewardLab.Torch.Kernels;

/// <summary>x times the sigmoid of a multiple of x, sixteen values at a time.</summary>
internal static class SigmoidKernel
{
    // Coefficients of 2^x on [-1/2, 1/2] by powers of x from the second on: ln(2)^n / n!.
    private const float C2 = 0.240226507f;
    private const float C3 = 0.0555041087f;
    private const float C4 = 0.00961812911f;
    private const float C5 = 0.00133335581f;
    private const float C6 = 0.000154035304f;
    private const float Ln2 = 0.693147181f;

    /// <summary>Whether this processor can do it.</summary>
    internal static bool IsSupported => Avx512F.IsSupported;

    /// <summary>What <see cref="Times"/> takes for x * sigmoid(slope x).</summary>
    internal static float FactorOf(double slope) => (float)(-slope / 0.69314718055994531);

    /// <summary>x / (1 + 2^t) with t = factor x.</summary>
    internal static Vector512<float> Times(Vector512<float> x, float factor) => x / (Vector512<float>.One + PowerOfTwo(x * factor));

    /// <summary>2^t, of t from -126 to 126: the whole part of t goes to the exponent, the rest to a polynomial.</summary>
    internal static Vector512<float> PowerOfTwo(Vector512<float> t)
    {
        const float MaxExponent = 126;
        t = Vector512.Max(Vector512.Min(t, Vector512.Create(MaxExponent)), Vector512.Create(-MaxExponent));
        var whole = Avx512F.RoundScale(t, 0); // to the nearest
        var part = t - whole;
        var power = Vector512.FusedMultiplyAdd(Vector512.Create(C6), part, Vector512.Create(C5));
        power = Vector512.FusedMultiplyAdd(power, part, Vector512.Create(C4));
        power = Vector512.FusedMultiplyAdd(power, part, Vector512.Create(C3));
        power = Vector512.FusedMultiplyAdd(power, part, Vector512.Create(C2));
        power = Vector512.FusedMultiplyAdd(power, part, Vector512.Create(Ln2));
        power = Vector512.FusedMultiplyAdd(power, part, Vector512<float>.One);
        return Avx512F.Scale(power, whole);
    }
}
