using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>From latents to images.</summary>
internal sealed class AutoencoderDecoder : nn.Module<Tensor, Tensor>
{
    private readonly IReadOnlyList<int> _blockChannels;

    [ComponentName(Name = "conv_in")]
    private readonly Conv2d _convIn;

    [ComponentName(Name = "mid_block")]
    private readonly AutoencoderMidBlock _midBlock;

    [ComponentName(Name = "up_blocks")]
    private readonly ModuleList<UpDecoderBlock2D> _upBlocks;

    [ComponentName(Name = "conv_norm_out")]
    private readonly GroupNorm _normOut;

    [ComponentName(Name = "conv_out")]
    private readonly Conv2d _convOut;

    internal AutoencoderDecoder(AutoencoderKLConfig config)
        : base("Decoder")
    {
        var channels = config.BlockOutChannels;
        _blockChannels = channels;
        _convIn = nn.Conv2d(config.LatentChannels, channels[^1], 3, padding: 1);
        _midBlock = new AutoencoderMidBlock(config);
        _upBlocks = new ModuleList<UpDecoderBlock2D>(
            [.. Enumerable.Range(0, config.LevelCount).Reverse().Select(level => new UpDecoderBlock2D(config, level))]);
        _normOut = Normalization.Group(config.NormNumGroups, channels[0], AutoencoderKL.NormEpsilon);
        _convOut = nn.Conv2d(channels[0], config.OutChannels, 3, padding: 1);
    }

    public override Tensor forward(Tensor latents) // [batch, latent_channels, h, w]
    {
        using var scope = NewDisposeScope();
        var hidden = _midBlock.call(_convIn.call(MapLayout.Arrange(latents, _blockChannels)));
        foreach (var block in _upBlocks)
        {
            hidden = block.call(hidden);
        }

        hidden = Normalization.Apply(_normOut, hidden, activates: true);
        return _convOut.call(hidden).contiguous().MoveToOuterDisposeScope(); // [batch, out_channels, H, W]
    }
}
