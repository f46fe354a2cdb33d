using RewardLab.Torch.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Kernels;

/// <summary>Where our own kernels stand in for libtorch's operations.</summary>
internal static class OwnKernels
{
    /// <summary>Whether they can take a tensor: on the CPU in float32, without gradients, on a processor with AVX-512.</summary>
    internal static bool CanTake(Tensor tensor) => SigmoidKernel.IsSupported && !FormerPaths.AreTaken && !is_grad_enabled()
        && tensor.dtype == ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.numel() <= int.MaxValue / sizeof(float);
}
