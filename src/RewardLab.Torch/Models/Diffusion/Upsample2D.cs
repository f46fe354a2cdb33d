using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>Repeats the nearest pixel up to a given height and width, then smooths by a 3x3 convolution.</summary>
internal sealed class Upsample2D : nn.Module<Tensor, (long Height, long Width), Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _conv;

    internal Upsample2D(long channels)
        : base(nameof(Upsample2D))
    {
        _conv = nn.Conv2d(channels, channels, 3, padding: 1);
    }

    public override Tensor forward(Tensor hidden, (long Height, long Width) size) // [batch, channels, h, w]
    {
        using var scope = NewDisposeScope();
        var larger = nn.functional.interpolate(hidden, size: [size.Height, size.Width], mode: InterpolationMode.Nearest);
        return _conv.call(larger).MoveToOuterDisposeScope(); // [batch, channels, size.Height, size.Width]
    }
}
