using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>One level of the way up: "UpBlock2D", or "CrossAttnUpBlock2D" where it attends to the text.</summary>
/// <remarks>Every layer takes one feature map off the stack of skip connections; the level below is enlarged to the size of the next.</remarks>
internal sealed class UpBlock2D : nn.Module<Tensor, Tensor, Tensor, Stack<Tensor>, Tensor>
{
    [ComponentName(Name = "attentions")]
    private readonly ModuleList<Transformer2DModel>? _attentions;

    [ComponentName(Name = "resnets")]
    private readonly ModuleList<ResnetBlock2D> _resnets;

    [ComponentName(Name = "upsamplers")]
    private readonly ModuleList<Upsample2D>? _upsamplers;

    internal UpBlock2D(UNet2DConditionConfig config, int level, long inChannels, Stack<long> skipChannels)
        : base(nameof(UpBlock2D))
    {
        var channels = config.BlockOutChannels[level];
        var layers = Enumerable.Range(0, config.LayersPerBlock + 1).ToArray();
        _resnets = new ModuleList<ResnetBlock2D>([.. layers
            .Select(layer => config.Resnet((layer == 0 ? inChannels : channels) + skipChannels.Pop(), channels))]);
        _attentions = config.UpBlockAttends(level)
            ? new ModuleList<Transformer2DModel>([.. layers.Select(_ => new Transformer2DModel(config, level))])
            : null;
        _upsamplers = level > 0 ? new ModuleList<Upsample2D>(new Upsample2D(channels)) : null;
    }

    public override Tensor forward(Tensor hidden, Tensor activatedTimeEmbedding, Tensor context, Stack<Tensor> skips)
    {
        using var scope = NewDisposeScope();
        for (var layer = 0; layer < _resnets.Count; layer++)
        {
            using var layerScope = NewDisposeScope();
            hidden = BlockRecomputation.Call(_resnets[layer].call, cat([hidden, skips.Pop()], dim: 1), activatedTimeEmbedding);
            // [batch, channels, h, w]
            hidden = (_attentions is null ? hidden : BlockRecomputation.Call(_attentions[layer].call, hidden, context)).MoveToOuterDisposeScope();
        }

        if (_upsamplers is not null)
        {
            var next = skips.Peek().shape;
            hidden = _upsamplers[0].call(hidden, (next[2], next[3])); // [batch, channels, 2 h, 2 w]
        }

        return hidden.MoveToOuterDisposeScope();
    }
}
