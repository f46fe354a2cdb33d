using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>One level of the decoder.</summary>
internal sealed class UpDecoderBlock2D : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "resnets")]
    private readonly ModuleList<ResnetBlock2D> _resnets;

    [ComponentName(Name = "upsamplers")]
    private readonly ModuleList<Upsample2D>? _upsamplers;

    internal UpDecoderBlock2D(AutoencoderKLConfig config, int level)
        : base(nameof(UpDecoderBlock2D))
    {
        var channels = config.BlockOutChannels[level];
        var inChannels = config.BlockOutChannels[Math.Min(level + 1, config.LevelCount - 1)];
        _resnets = new ModuleList<ResnetBlock2D>([.. Enumerable.Range(0, config.LayersPerBlock + 1)
            .Select(layer => config.Resnet(layer == 0 ? inChannels : channels, channels))]);
        _upsamplers = level > 0 ? new ModuleList<Upsample2D>(new Upsample2D(channels)) : null;
    }

    public override Tensor forward(Tensor hidden) // [batch, inChannels, h, w]
    {
        using var scope = NewDisposeScope();
        foreach (var resnet in _resnets)
        {
            hidden = resnet.call(hidden, null);
        }

        if (_upsamplers is not null)
        {
            hidden = _upsamplers[0].call(hidden, (2 * hidden.shape[2], 2 * hidden.shape[3]));
        }

        return hidden.MoveToOuterDisposeScope(); // [batch, channels, 2 h, 2 w]
    }
}
