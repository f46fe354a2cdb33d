using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>Transformer blocks over the pixels of a feature map as tokens, around a residual.</summary>
internal sealed class Transformer2DModel : nn.Module<Tensor, Tensor, Tensor>
{
    private const double NormEpsilon = 1e-6;
    private readonly bool _projectsTokens;

    [ComponentName(Name = "norm")]
    private readonly GroupNorm _norm;

    [ComponentName(Name = "proj_in")]
    private readonly nn.Module<Tensor, Tensor> _projectionIn;

    [ComponentName(Name = "transformer_blocks")]
    private readonly ModuleList<BasicTransformerBlock> _blocks;

    [ComponentName(Name = "proj_out")]
    private readonly nn.Module<Tensor, Tensor> _projectionOut;

    internal Transformer2DModel(UNet2DConditionConfig config, int level)
        : base(nameof(Transformer2DModel))
    {
        var channels = config.BlockOutChannels[level];
        _projectsTokens = config.UseLinearProjection;
        _norm = Normalization.Group(config.NormNumGroups, channels, NormEpsilon);
        _projectionIn = Projection(channels);
        _blocks = new ModuleList<BasicTransformerBlock>([.. Enumerable.Range(0, config.TransformerLayersAt(level))
            .Select(_ => new BasicTransformerBlock(channels, config.CrossAttentionDim, config.HeadCountAt(level), config.UpcastAttention))]);
        _projectionOut = Projection(channels);
    }

    public override Tensor forward(Tensor hidden, Tensor context) // [batch, channels, h, w], [batch, textTokens, contextChannels]
    {
        using var scope = NewDisposeScope();
        var (batch, channels, height, width) = (hidden.shape[0], hidden.shape[1], hidden.shape[2], hidden.shape[3]);
        var map = Normalization.Apply(_norm, hidden, activates: false);
        if (!_projectsTokens)
        {
            map = _projectionIn.call(map);
        }

        var tokens = map.permute(0, 2, 3, 1).reshape(batch, height * width, channels); // [batch, h w, channels]
        if (_projectsTokens)
        {
            tokens = _projectionIn.call(tokens);
        }

        foreach (var block in _blocks)
        {
            tokens = block.call(tokens, context);
        }

        if (_projectsTokens)
        {
            tokens = _projectionOut.call(tokens);
        }

        map = tokens.view(batch, height, width, channels).permute(0, 3, 1, 2);
        map = MapLayout.IsChannelsLast(hidden) ? map : map.contiguous();
        if (!_projectsTokens)
        {
            map = _projectionOut.call(map);
        }

        return FreshTensor.AddToFresh(map, hidden).MoveToOuterDisposeScope(); // [batch, channels, h, w]
    }

    private nn.Module<Tensor, Tensor> Projection(long channels) =>
        _projectsTokens ? nn.Linear(channels, channels) : nn.Conv2d(channels, channels, 1);
}
