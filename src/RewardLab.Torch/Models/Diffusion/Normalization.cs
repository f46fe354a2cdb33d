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
}
