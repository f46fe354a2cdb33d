using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>Halves height and width by a 3x3 convolution with stride 2.</summary>
/// <remarks>Without padding of its own it pads one row below and one column to the right, as the autoencoder's encoder does.</remarks>
internal sealed class Downsample2D : nn.Module<Tensor, Tensor>
{
    private readonly bool _padBelowAndRight;

    [ComponentName(Name = "conv")]
    private readonly Conv2d _conv;

    internal Downsample2D(long channels, long padding)
        : base(nameof(Downsample2D))
    {
        _padBelowAndRight = padding == 0;
        _conv = nn.Conv2d(channels, channels, 3, stride: 2, padding: padding);
    }

    public override Tensor forward(Tensor hidden) // [batch, channels, h, w]
    {
        using var scope = NewDisposeScope();
        var padded = _padBelowAndRight ? nn.functional.pad(hidden, (0, 1, 0, 1)) : hidden;
        return _conv.call(padded).MoveToOuterDisposeScope(); // [batch, channels, h / 2, w / 2]
    }
}
