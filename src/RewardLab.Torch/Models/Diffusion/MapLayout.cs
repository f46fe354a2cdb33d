using RewardLab.Torch.Kernels;
using RewardLab.Torch.Runtime;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>How feature maps lie in memory: with their channels side by side where convolutions are faster so, and no token has to be put together.</summary>
/// <remarks>A convolution then rearranges its weight in every pass, which pays off from some rows on. What parts of a batch have at least is enough, so that
/// the layout does not depend on the number of threads.</remarks>
internal static class MapLayout
{
    /// <summary>Puts maps' channels side by side, where that is faster; layers keep to it.</summary>
    /// <param name="maps">[batch, channels, height, width].</param>
    /// <param name="blockChannels">Channels of the model's levels: our own kernels must be able to take them all.</param>
    internal static Tensor Arrange(Tensor maps, IReadOnlyList<int> blockChannels) =>
        OwnKernels.CanTake(maps) && maps.shape[0] >= ParallelParts.MinRows && blockChannels.All(static channels => GroupNormKernel.CanCompute(channels))
            ? maps.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)
            : maps;

    /// <summary>Whether maps' channels lie side by side, so that our own kernels can take them.</summary>
    /// <param name="maps">[batch, channels, height, width].</param>
    internal static bool IsChannelsLast(Tensor maps)
    {
        if (!OwnKernels.CanTake(maps))
        {
            return false;
        }

        var (shape, strides) = (maps.shape, maps.stride());
        return strides[1] == 1 && strides[3] == shape[1] && strides[2] == shape[1] * shape[3] && strides[0] == shape[1] * shape[2] * shape[3];
    }
}
