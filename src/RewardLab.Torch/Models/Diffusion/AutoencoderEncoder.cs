using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>From images to means and logarithms of variances.</summary>
internal sealed class AutoencoderEncoder : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv_in")]
    private readonly Conv2d _convIn;

    [ComponentName(Name = "down_blocks")]
    private readonly ModuleList<DownEncoderBlock2D> _downBlocks;

    [ComponentName(Name = "mid_block")]
    private readonly AutoencoderMidBlock _midBlock;

    [ComponentName(Name = "conv_norm_out")]
    private readonly GroupNorm _normOut;

    [ComponentName(Name = "conv_out")]
    private readonly Conv2d _convOut;

    internal AutoencoderEncoder(AutoencoderKLConfig config)
        : base("Encoder")
    {
        var channels = config.BlockOutChannels;
        _convIn = nn.Conv2d(config.InChannels, channels[0], 3, padding: 1);
        _downBlocks = new ModuleList<DownEncoderBlock2D>([.. Enumerable.Range(0, config.LevelCount).Select(level => new DownEncoderBlock2D(config, level))]);
        _midBlock = new AutoencoderMidBlock(config);
        _normOut = Normalization.Group(config.NormNumGroups, channels[^1], AutoencoderKL.NormEpsilon);
        _convOut = nn.Conv2d(channels[^1], 2 * config.LatentChannels, 3, padding: 1);
    }

    public override Tensor forward(Tensor images) // [batch, in_channels, H, W]
    {
        using var scope = NewDisposeScope();
        var hidden = _convIn.call(images);
        foreach (var block in _downBlocks)
        {
            hidden = block.call(hidden);
        }

        hidden = nn.functional.silu(_normOut.call(_midBlock.call(hidden)));
        return _convOut.call(hidden).MoveToOuterDisposeScope(); // [batch, 2 latent_channels, h, w]
    }
}
