using RewardLab.Torch.Kernels;
using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>Group normalisation that starts as PyTorch's does; TorchSharp leaves its parameters uninitialised.</summary>
internal static class Normalization
{
    internal static GroupNorm Group(long groupCount, long channels, double epsilon)
    {
        var norm = nn.GroupNorm(groupCount, channels, epsilon);
        nn.init.ones_(norm.weight);
        nn.init.zeros_(norm.bias!);
        return norm;
    }

    /// <summary>Normalises maps, and applies SiLU where asked.</summary>
    /// <param name="norm">The layer.</param>
    /// <param name="hidden">[batch, channels, height, width].</param>
    /// <param name="activates">Whether SiLU follows.</param>
    /// <param name="shift">What is added to every place of a map first, [batch, channels]; without gradients <paramref name="hidden"/> is changed then. Null
    /// for nothing.</param>
    /// <returns>[batch, channels, height, width], in the caller's dispose scope.</returns>
    internal static Tensor Apply(GroupNorm norm, Tensor hidden, bool activates, Tensor? shift = null)
    {
        if (MapLayout.IsChannelsLast(hidden) && GroupNormKernel.CanCompute(hidden.shape[1]))
        {
            var maps = hidden.permute(0, 2, 3, 1);
            var result = shift is null ? empty_like(maps) : maps; // what is shifted is nobody else's
            GroupNormKernel.Compute(maps, result, shift, norm.weight!, norm.bias!, (int)norm.num_groups, norm.eps, activates);
            return result.permute(0, 3, 1, 2);
        }

        var shifted = shift is null ? hidden : FreshTensor.AddToFresh(hidden, shift.unsqueeze(-1).unsqueeze(-1));
        var normalized = norm.call(shifted);
        return activates ? FreshTensor.ActivateFresh(normalized) : normalized;
    }
}
