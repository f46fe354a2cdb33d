using RewardLab.Torch.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Kernels;

/// <summary>Where our own kernels stand in for libtorch's operations.</summary>
internal static class OwnKernels
{
    [ThreadStatic]
    private static bool _areOff;

    /// <summary>Leaves this thread's operations to libtorch until disposed, where asked for.</summary>
    internal static IDisposable Off(bool areOff)
    {
        var outer = _areOff;
        _areOff = areOff;
        return new Scope(outer);
    }

    /// <summary>Whether they can take a tensor: on the CPU in float32, without gradients, on a processor with AVX-512.</summary>
    internal static bool CanTake(Tensor tensor) => SigmoidKernel.IsSupported && !_areOff && !FormerPaths.AreTaken && !is_grad_enabled()
        && tensor.dtype == ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.numel() <= int.MaxValue / sizeof(float);

    private sealed class Scope(bool outer) : IDisposable
    {
        public void Dispose() => _areOff = outer;
    }
}
