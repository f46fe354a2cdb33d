using RewardLab.Abstractions;
using RewardLab.Torch.Kernels;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Tensors;
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

    [ComponentName(Name = "add_time_proj")]
    private readonly SinusoidalTimesteps? _sizeSinusoids;

    [ComponentName(Name = "add_embedding")]
    private readonly TimestepEmbedding? _addedEmbedding;

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
        if (config.AddsTextAndSizes)
        {
            _sizeSinusoids = new SinusoidalTimesteps(config.AdditionTimeEmbedDim!.Value, config.FlipSinToCos, config.FreqShift);
            _addedEmbedding = new TimestepEmbedding(config.ProjectionClassEmbeddingsInputDim!.Value, TimeEmbeddingExpansion * channels[0]);
        }

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

    // Policies of this model: while there is one, images are sampled by the kernels that gradients are recorded with, so that the ratio of probabilities
    // begins at 1 to the last bit.
    internal int PolicyCount { get; set; }

    /// <summary>What the model was built from.</summary>
    public UNet2DConditionConfig Config { get; }

    /// <summary>Predicts the noise (or velocity, or clean latents, as the model was trained) in noisy latents.</summary>
    /// <param name="sample">Noisy latents, [batch, in_channels, height, width], any height and width.</param>
    /// <param name="timesteps">Training timesteps as integers, [batch], [1] or [].</param>
    /// <param name="encoderHiddenStates">The text encoder's last hidden state, [batch or 1, tokens, cross_attention_dim].</param>
    /// <returns>[batch, out_channels, height, width].</returns>
    /// <exception cref="RewardLabException">A shape does not fit the configuration, which may also ask for added conditions.</exception>
    public override Tensor forward(Tensor sample, Tensor timesteps, Tensor encoderHiddenStates) => Predict(sample, timesteps, encoderHiddenStates, added: null);

    /// <summary>The same with what Stable Diffusion XL adds to the time embedding.</summary>
    /// <param name="sample">Noisy latents, [batch, in_channels, height, width], any height and width.</param>
    /// <param name="timesteps">Training timesteps as integers, [batch], [1] or [].</param>
    /// <param name="encoderHiddenStates">The text encoders' states, [batch or 1, tokens, cross_attention_dim].</param>
    /// <param name="added">Pooled text and sizes; null where the configuration adds nothing.</param>
    /// <returns>[batch, out_channels, height, width].</returns>
    /// <exception cref="RewardLabException">A shape does not fit the configuration, or it asks for more or less.</exception>
    public Tensor Predict(Tensor sample, Tensor timesteps, Tensor encoderHiddenStates, AddedConditions? added)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(timesteps);
        ArgumentNullException.ThrowIfNull(encoderHiddenStates);
        CheckShapes(sample, timesteps, encoderHiddenStates);
        CheckAdded(sample.shape[0], added);
        using var scope = NewDisposeScope();
        using var recomputation = BlockRecomputation.Within(RecomputesBlocks);
        using var kernels = OwnKernels.Off(areOff: PolicyCount > 0);
        var batch = sample.shape[0];
        var context = encoderHiddenStates.expand(batch, -1, -1);
        var sinusoids = _sinusoids.call(timesteps.reshape(-1).expand(batch)).to(sample.dtype);
        var embedded = _timeEmbedding.call(sinusoids);
        var time = nn.functional.silu(added is null ? embedded : embedded.Add(Embed(added, sample))); // [batch, 4 * block_out_channels[0]]

        var hidden = _convIn.call(MapLayout.Arrange(sample, Config.BlockOutChannels)); // [batch, block_out_channels[0], h, w]
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

        hidden = Normalization.Apply(_normOut, hidden, activates: true);
        return _convOut.call(hidden).contiguous().MoveToOuterDisposeScope(); // [batch, out_channels, h, w]
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

    private Tensor Embed(AddedConditions added, Tensor sample)
    {
        var batch = sample.shape[0];
        var sizes = _sizeSinusoids!.call(added.TimeIds.expand(batch, -1).reshape(-1)).view(batch, -1); // [batch, sizes * addition_time_embed_dim]
        var joined = cat([added.TextEmbeds.expand(batch, -1), sizes.to(added.TextEmbeds.dtype)], 1).to(sample.dtype);
        return _addedEmbedding!.call(joined); // [batch, 4 * block_out_channels[0]]
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

    private void CheckAdded(long batch, AddedConditions? added)
    {
        if (added is null != !Config.AddsTextAndSizes)
        {
            throw new RewardLabException(added is null
                ? "UNet2DConditionModel: the configuration's addition_embed_type is 'text_time', but pooled text and sizes are missing; "
                    + "a model of this kind has two text encoders."
                : "UNet2DConditionModel: pooled text and sizes were given, but the configuration has no addition_embed_type to take them.");
        }

        Check(nameof(added.TextEmbeds), added?.TextEmbeds, Config.PooledTextWidth);
        Check(nameof(added.TimeIds), added?.TimeIds, ImageSizes.Count);

        void Check(string name, Tensor? given, int width)
        {
            if (given is not null && (given.dim() != 2 || given.shape[1] != width || (given.shape[0] != 1 && given.shape[0] != batch)))
            {
                throw Misfit(name, $"[{batch}, {width}]", given);
            }
        }
    }

    private static RewardLabException Misfit(string parameter, string expected, Tensor given) =>
        new($"UNet2DConditionModel: {parameter} is [{string.Join(", ", given.shape)}], the configuration asks for {expected}; "
            + "check that text encoder, U-Net and autoencoder belong together.");
}
