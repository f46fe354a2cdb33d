using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>One level of the way down: "DownBlock2D", or "CrossAttnDownBlock2D" where it attends to the text.</summary>
/// <remarks>Returns the feature map after every layer and after the downsampler; the last is the block's output, all are skip connections.</remarks>
internal sealed class DownBlock2D : nn.Module<Tensor, Tensor, Tensor, IReadOnlyList<Tensor>>
{
    [ComponentName(Name = "attentions")]
    private readonly ModuleList<Transformer2DModel>? _attentions;

    [ComponentName(Name = "resnets")]
    private readonly ModuleList<ResnetBlock2D> _resnets;

    [ComponentName(Name = "downsamplers")]
    private readonly ModuleList<Downsample2D>? _downsamplers;

    internal DownBlock2D(UNet2DConditionConfig config, int level)
        : base(nameof(DownBlock2D))
    {
        var channels = config.BlockOutChannels[level];
        var inChannels = config.BlockOutChannels[Math.Max(level - 1, 0)];
        var layers = Enumerable.Range(0, config.LayersPerBlock).ToArray();
        _resnets = new ModuleList<ResnetBlock2D>([.. layers.Select(layer => config.Resnet(layer == 0 ? inChannels : channels, channels))]);
        _attentions = config.DownBlockAttends(level)
            ? new ModuleList<Transformer2DModel>([.. layers.Select(_ => new Transformer2DModel(config, level))])
            : null;
        _downsamplers = level < config.LevelCount - 1
            ? new ModuleList<Downsample2D>(new Downsample2D(channels, config.DownsamplePadding))
            : null;
    }

    public override IReadOnlyList<Tensor> forward(Tensor hidden, Tensor activatedTimeEmbedding, Tensor context)
    {
        using var scope = NewDisposeScope();
        var states = new List<Tensor>();
        for (var layer = 0; layer < _resnets.Count; layer++)
        {
            hidden = BlockRecomputation.Call(_resnets[layer].call, hidden, activatedTimeEmbedding);
            hidden = _attentions is null ? hidden : BlockRecomputation.Call(_attentions[layer].call, hidden, context);
            states.Add(hidden.MoveToOuterDisposeScope()); // [batch, channels, h, w]
        }

        if (_downsamplers is not null)
        {
            states.Add(_downsamplers[0].call(hidden).MoveToOuterDisposeScope()); // [batch, channels, h / 2, w / 2]
        }

        return states;
    }
}
