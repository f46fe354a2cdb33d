using RewardLab.Abstractions;
using RewardLab.Torch.Runtime;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>Stable Diffusion's denoiser: a U-Net over latents that attends to the text, with the parameter names of published checkpoints.</summary>
/// <remarks>
/// Rombach et al. 2022, "High-Resolution Image Synthesis with Latent Diffusion Models", section 3.3; layout and names as Hugging Face
/// diffusers' UNet2DConditionModel. Temporaries are freed as the forward pass continues; the result lives in the caller's dispose scope.
/// Fresh parameters come from torch's global generator. Not thread-safe while parameters change.
/// </remarks>
public sealed class UNet2DConditionModel : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    internal const int TimeEmbeddingExpansion = 4;

    [ComponentName(Name = "conv_in")]
    private readonly Conv2d _convIn;

    [ComponentName(Name = "time_proj")]
    private readonly SinusoidalTimesteps _sinusoids;

    [ComponentName(Name = "time_embedding")]
    private readonly TimestepEmbedding _timeEmbedding;

    [ComponentName(Name = "down_blocks")]
    private readonly ModuleList<DownBlock2D> _downBlocks;

    [ComponentName(Name = "mid_block")]
    private readonly MidBlock2DCrossAttention _midBlock;

    [ComponentName(Name = "up_blocks")]
    private readonly ModuleList<UpBlock2D> _upBlocks;

    [ComponentName(Name = "conv_norm_out")]
    private readonly GroupNorm _normOut;

    [ComponentName(Name = "conv_out")]
    private readonly Conv2d _convOut;

    /// <summary>Creates the model with random parameters.</summary>
    /// <param name="config">Its dimensions.</param>
    /// <exception cref="RewardLabException">The configuration contradicts itself or asks for what is not supported.</exception>
    public UNet2DConditionModel(UNet2DConditionConfig config)
        : base(nameof(UNet2DConditionModel))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Check(nameof(UNet2DConditionConfig));
        Config = config;
        var channels = config.BlockOutChannels;
        var levels = Enumerable.Range(0, config.LevelCount).ToArray();
        _convIn = nn.Conv2d(config.InChannels, channels[0], 3, padding: 1);
        _sinusoids = new SinusoidalTimesteps(channels[0], config.FlipSinToCos, config.FreqShift);
        _timeEmbedding = new TimestepEmbedding(channels[0], TimeEmbeddingExpansion * channels[0]);
        _downBlocks = new ModuleList<DownBlock2D>([.. levels.Select(level => new DownBlock2D(config, level))]);
        _midBlock = new MidBlock2DCrossAttention(config);
        var skipChannels = SkipChannels(config);
        _upBlocks = new ModuleList<UpBlock2D>([.. levels.Reverse()
            .Select(level => new UpBlock2D(config, level, channels[Math.Min(level + 1, config.LevelCount - 1)], skipChannels))]);
        _normOut = Normalization.Group(config.NormNumGroups, channels[0], config.NormEps);
        _convOut = nn.Conv2d(channels[0], config.OutChannels, 3, padding: 1);
        RegisterComponents();
    }

    /// <summary>Whether blocks forget what they computed and compute it again for the gradient: less memory for about a third more time.</summary>
    public bool RecomputesBlocks { get; set; }

    /// <summary>What the model was built from.</summary>
    public UNet2DConditionConfig Config { get; }

    /// <summary>Predicts the noise (or velocity, or clean latents, as the model was trained) in noisy latents.</summary>
    /// <param name="sample">Noisy latents, [batch, in_channels, height, width], any height and width.</param>
    /// <param name="timesteps">Training timesteps as integers, [batch], [1] or [].</param>
    /// <param name="encoderHiddenStates">The text encoder's last hidden state, [batch or 1, tokens, cross_attention_dim].</param>
    /// <returns>[batch, out_channels, height, width].</returns>
    /// <exception cref="RewardLabException">A shape does not fit the configuration.</exception>
    public override Tensor forward(Tensor sample, Tensor timesteps, Tensor encoderHiddenStates)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(timesteps);
        ArgumentNullException.ThrowIfNull(encoderHiddenStates);
        CheckShapes(sample, timesteps, encoderHiddenStates);
        using var scope = NewDisposeScope();
        using var recomputation = BlockRecomputation.Within(RecomputesBlocks);
        var batch = sample.shape[0];
        var context = encoderHiddenStates.expand(batch, -1, -1);
        var sinusoids = _sinusoids.call(timesteps.reshape(-1).expand(batch)).to(sample.dtype);
        var time = nn.functional.silu(_timeEmbedding.call(sinusoids)); // [batch, 4 * block_out_channels[0]]

        var hidden = _convIn.call(sample); // [batch, block_out_channels[0], h, w]
        var skips = new Stack<Tensor>([hidden]);
        foreach (var block in _downBlocks)
        {
            ForwardCancellation.Check();
            foreach (var state in block.call(hidden, time, context))
            {
                skips.Push(state);
                hidden = state;
            }
        }

        ForwardCancellation.Check();
        hidden = _midBlock.call(hidden, time, context);
        foreach (var block in _upBlocks)
        {
            ForwardCancellation.Check();
            hidden = block.call(hidden, time, context, skips);
        }

        hidden = nn.functional.silu(_normOut.call(hidden));
        return _convOut.call(hidden).MoveToOuterDisposeScope(); // [batch, out_channels, h, w]
    }

    /// <summary>Computes attention in slices from here on: less memory where scores are kept whole, the same results up to rounding.</summary>
    /// <param name="headCount">Heads, over the whole batch, attended to at once; 0 for all of them.</param>
    public void SliceAttention(int headCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(headCount);
        foreach (var attention in modules().OfType<Attention>())
        {
            attention.SliceSize = headCount;
        }
    }

    private static Stack<long> SkipChannels(UNet2DConditionConfig config)
    {
        var skips = new Stack<long>([config.BlockOutChannels[0]]);
        for (var level = 0; level < config.LevelCount; level++)
        {
            var count = config.LayersPerBlock + (level < config.LevelCount - 1 ? 1 : 0);
            for (var i = 0; i < count; i++)
            {
                skips.Push(config.BlockOutChannels[level]);
            }
        }

        return skips;
    }

    private void CheckShapes(Tensor sample, Tensor timesteps, Tensor context)
    {
        if (sample.dim() != 4 || sample.shape[1] != Config.InChannels)
        {
            throw Misfit("sample", $"[batch, {Config.InChannels}, height, width]", sample);
        }

        var batch = sample.shape[0];
        if (timesteps.dim() > 1 || (timesteps.numel() != 1 && timesteps.numel() != batch))
        {
            throw Misfit("timesteps", $"[{batch}] or []", timesteps);
        }

        if (context.dim() != 3 || context.shape[2] != Config.CrossAttentionDim || (context.shape[0] != 1 && context.shape[0] != batch))
        {
            throw Misfit("encoderHiddenStates", $"[{batch}, tokens, {Config.CrossAttentionDim}]", context);
        }
    }

    private static RewardLabException Misfit(string parameter, string expected, Tensor given) =>
        new($"UNet2DConditionModel: {parameter} is [{string.Join(", ", given.shape)}], the configuration asks for {expected}; "
            + "check that text encoder, U-Net and autoencoder belong together.");
}
