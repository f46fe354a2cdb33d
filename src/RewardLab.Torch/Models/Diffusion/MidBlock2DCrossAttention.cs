using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>The U-Net's lowest level, "UNetMidBlock2DCrossAttn".</summary>
internal sealed class MidBlock2DCrossAttention : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "attentions")]
    private readonly ModuleList<Transformer2DModel> _attentions;

    [ComponentName(Name = "resnets")]
    private readonly ModuleList<ResnetBlock2D> _resnets;

    internal MidBlock2DCrossAttention(UNet2DConditionConfig config)
        : base("UNetMidBlock2DCrossAttn")
    {
        var channels = config.BlockOutChannels[^1];
        _attentions = new ModuleList<Transformer2DModel>(new Transformer2DModel(config, config.LevelCount - 1));
        _resnets = new ModuleList<ResnetBlock2D>(config.Resnet(channels, channels), config.Resnet(channels, channels));
    }

    public override Tensor forward(Tensor hidden, Tensor activatedTimeEmbedding, Tensor context) // [batch, channels, h, w]
    {
        using var scope = NewDisposeScope();
        hidden = BlockRecomputation.Call(_resnets[0].call, hidden, activatedTimeEmbedding);
        hidden = BlockRecomputation.Call(_attentions[0].call, hidden, context);
        return BlockRecomputation.Call(_resnets[1].call, hidden, activatedTimeEmbedding).MoveToOuterDisposeScope(); // [batch, channels, h, w]
    }
}
