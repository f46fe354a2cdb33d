using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring;

/// <summary>Whether a lower precision costs time where it should save it.</summary>
public static class PlacementSpeed
{
    /// <summary>
    /// Whether the placement is a lower precision on an x86 processor without AVX-512: there libtorch has no fast convolutions of 16 bits, and
    /// falls back to ones a hundred times slower than in float32.
    /// </summary>
    public static bool IsSlow(Placement placement)
    {
        ArgumentNullException.ThrowIfNull(placement);
        return placement.Type != ScalarType.Float32 && placement.Device.type == DeviceType.CPU && X86Base.IsSupported && !Avx512BW.IsSupported;
    }
}
