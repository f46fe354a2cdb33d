using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RewardLab.Torch.Kernels;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>x * sigmoid(1.702 x).</summary>
/// <remarks>Of libtorch's operations it takes three, which pass over the widest states of a block three times. Where no gradient is asked for and the processor
/// has AVX-512, one pass computes it in place, as exactly as they do.</remarks>
internal static class QuickGelu
{
    private const double Slope = 1.702;
    private static readonly float Factor = SigmoidKernel.FactorOf(Slope);

    /// <summary>Computes it, in place where that can be done: <paramref name="inner"/> is not to be used again.</summary>
    public static Tensor Apply(Tensor inner)
    {
        if (!SigmoidKernel.IsSupported || is_grad_enabled() || inner.dtype != ScalarType.Float32 || inner.device.type != TorchSharp.DeviceType.CPU
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
            x = SigmoidKernel.Times(x, Factor);
        }

        Span<float> rest = values[(vectors.Length * Vector512<float>.Count)..];
        Span<float> padded = stackalloc float[Vector512<float>.Count];
        rest.CopyTo(padded);
        SigmoidKernel.Times(Vector512.Create<float>(padded), Factor).CopyTo(padded);
        padded[..rest.Length].CopyTo(rest);
    }
}
