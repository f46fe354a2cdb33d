using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>x * sigmoid(1.702 x).</summary>
/// <remarks>Of libtorch's operations it takes three, which pass over the widest states of a block three times. Where no gradient is asked for and the processor
/// has AVX-512, one pass computes it in place, as exactly as they do.</remarks>
internal static class QuickGelu
{
    private const double Slope = 1.702;

    // Coefficients of 2^x on [-1/2, 1/2] by powers of x from the second on: ln(2)^n / n!.
    private const float C2 = 0.240226507f;
    private const float C3 = 0.0555041087f;
    private const float C4 = 0.00961812911f;
    private const float C5 = 0.00133335581f;
    private const float C6 = 0.000154035304f;
    private const float Ln2 = 0.693147181f;

    /// <summary>Computes it, in place where that can be done: <paramref name="inner"/> is not to be used again.</summary>
    public static Tensor Apply(Tensor inner)
    {
        if (!Avx512F.IsSupported || is_grad_enabled() || inner.dtype != ScalarType.Float32 || inner.device.type != TorchSharp.DeviceType.CPU
            || !inner.is_contiguous() || inner.numel() > int.MaxValue / sizeof(float))
        {
            return inner * inner.Mul(Slope).sigmoid();
        }

        Compute(MemoryMarshal.Cast<byte, float>(inner.bytes));
        return inner;
    }

    /// <summary>Replaces values by those of the function.</summary>
    internal static void Compute(Span<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector512<float>>(values);
        foreach (ref var x in vectors)
        {
            x = Of(x);
        }

        Span<float> rest = values[(vectors.Length * Vector512<float>.Count)..];
        Span<float> padded = stackalloc float[Vector512<float>.Count];
        rest.CopyTo(padded);
        Of(Vector512.Create<float>(padded)).CopyTo(padded);
        padded[..rest.Length].CopyTo(rest);
    }

    // x / (1 + 2^t) with t = -1.702 x / ln 2: the whole part of t goes to the exponent, the rest to a polynomial.
    private static Vector512<float> Of(Vector512<float> x)
    {
        const float Factor = (float)(-Slope / 0.69314718055994531);
        const float MaxExponent = 126;
        var t = Vector512.Max(Vector512.Min(x * Factor, Vector512.Create(MaxExponent)), Vector512.Create(-MaxExponent));
        var whole = Avx512F.RoundScale(t, 0); // to the nearest
        var part = t - whole;
        var power = Vector512.FusedMultiplyAdd(Vector512.Create(C6), part, Vector512.Create(C5));
        power = Vector512.FusedMultiplyAdd(power, part, Vector512.Create(C4));
        power = Vector512.FusedMultiplyAdd(power, part, Vector512.Create(C3));
        power = Vector512.FusedMultiplyAdd(power, part, Vector512.Create(C2));
        power = Vector512.FusedMultiplyAdd(power, part, Vector512.Create(Ln2));
        power = Vector512.FusedMultiplyAdd(power, part, Vector512<float>.One);
        return x / (Vector512<float>.One + Avx512F.Scale(power, whole));
    }
}
