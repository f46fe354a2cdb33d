using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>One level of the encoder.</summary>
internal sealed class DownEncoderBlock2D : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "resnets")]
    private readonly ModuleList<ResnetBlock2D> _resnets;

    [ComponentName(Name = "downsamplers")]
    private readonly ModuleList<Downsample2D>? _downsamplers;

    internal DownEncoderBlock2D(AutoencoderKLConfig config, int level)
        : base(nameof(DownEncoderBlock2D))
    {
        var channels = config.BlockOutChannels[level];
        var inChannels = config.BlockOutChannels[Math.Max(level - 1, 0)];
        _resnets = new ModuleList<ResnetBlock2D>([.. Enumerable.Range(0, config.LayersPerBlock)
            .Select(layer => config.Resnet(layer == 0 ? inChannels : channels, channels))]);
        _downsamplers = level < config.LevelCount - 1 ? new ModuleList<Downsample2D>(new Downsample2D(channels, padding: 0)) : null;
    }

    public override Tensor forward(Tensor hidden) // [batch, inChannels, h, w]
    {
        using var scope = NewDisposeScope();
        foreach (var resnet in _resnets)
        {
            hidden = resnet.call(hidden, null);
        }

        return (_downsamplers?[0].call(hidden) ?? hidden).MoveToOuterDisposeScope(); // [batch, channels, h / 2, w / 2]
    }
}
