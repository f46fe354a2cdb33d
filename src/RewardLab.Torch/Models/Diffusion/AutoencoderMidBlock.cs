using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>The autoencoder's lowest level, "UNetMidBlock2D".</summary>
internal sealed class AutoencoderMidBlock : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "attentions")]
    private readonly ModuleList<AutoencoderAttention> _attentions;

    [ComponentName(Name = "resnets")]
    private readonly ModuleList<ResnetBlock2D> _resnets;

    internal AutoencoderMidBlock(AutoencoderKLConfig config)
        : base("UNetMidBlock2D")
    {
        var channels = config.BlockOutChannels[^1];
        _attentions = new ModuleList<AutoencoderAttention>(new AutoencoderAttention(channels, config.NormNumGroups));
        _resnets = new ModuleList<ResnetBlock2D>(config.Resnet(channels, channels), config.Resnet(channels, channels));
    }

    public override Tensor forward(Tensor hidden) // [batch, channels, h, w]
    {
        using var scope = NewDisposeScope();
        hidden = _attentions[0].call(_resnets[0].call(hidden, null));
        return _resnets[1].call(hidden, null).MoveToOuterDisposeScope(); // [batch, channels, h, w]
    }
}
