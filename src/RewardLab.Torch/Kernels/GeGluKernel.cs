using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace RewardLab.Torch.Kernels;

/// <summary>One half of a layer's output times the GELU of the other, in one pass.</summary>
/// <remarks>GELU by the error function as libtorch computes it, by formula 7.1.26 of Abramowitz and Stegun (1964): at most 1.5e-7 off.</remarks>
internal static unsafe class GeGluKernel
{
    private const int MinValuesPerThread = 1 << 15;

    private static int Lanes => Vector512<float>.Count;

    /// <summary>Whether it is computed here.</summary>
    /// <param name="width">Width of a half.</param>
    internal static bool CanCompute(long width) => SigmoidKernel.IsSupported && width % Lanes == 0;

    /// <summary>Computes it.</summary>
    /// <param name="halves">float32, contiguous, [..., 2 width]: what is gated, then its gate.</param>
    /// <param name="result">Where it goes: contiguous, [..., width].</param>
    internal static void Compute(Tensor halves, Tensor result)
    {
        var width = (int)result.shape[^1];
        var rows = (int)(result.numel() / width);
        fixed (float* input = MemoryMarshal.Cast<byte, float>(halves.bytes), output = MemoryMarshal.Cast<byte, float>(result.bytes))
        {
            var from = input; // what a local function takes must not be fixed
            var to = output;
            var threads = (int)Math.Min(get_num_threads(), result.numel() / MinValuesPerThread);
            if (threads < 2)
            {
                Rows(0, rows);
                return;
            }

            Parallel.For(0, threads, part => Rows((int)((long)rows * part / threads), (int)((long)rows * (part + 1) / threads)));

            void Rows(int start, int end)
            {
                for (var row = start; row < end; row++)
                {
                    Gate(from + ((nint)row * 2 * width), to + ((nint)row * width), width);
                }
            }
        }
    }

    private static void Gate(float* halves, float* result, int width)
    {
        for (var i = 0; i < width; i += Lanes)
        {
            (Vector512.Load(halves + i) * Gelu(Vector512.Load(halves + width + i))).Store(result + i);
        }
    }

    // x / 2 (1 + erf(x / sqrt(2)))
    private static Vector512<float> Gelu(Vector512<float> x)
    {
        var z = Vector512.Abs(x) * 0.70710678118654752f;
        var t = Vector512<float>.One / Vector512.FusedMultiplyAdd(z, Vector512.Create(0.3275911f), Vector512<float>.One);
        var sum = Vector512.FusedMultiplyAdd(t, Vector512.Create(1.061405429f), Vector512.Create(-1.453152027f));
        sum = Vector512.FusedMultiplyAdd(sum, t, Vector512.Create(1.421413741f));
        sum = Vector512.FusedMultiplyAdd(sum, t, Vector512.Create(-0.284496736f));
        sum = Vector512.FusedMultiplyAdd(sum, t, Vector512.Create(0.254829592f));
        var tail = sum * t * SigmoidKernel.PowerOfTwo(z * z * -1.44269504089f); // 1 - erf(z)
        var half = x * 0.5f;
        return Vector512.FusedMultiplyAdd(Vector512.Abs(half), Vector512<float>.One - tail, half);
    }
}
