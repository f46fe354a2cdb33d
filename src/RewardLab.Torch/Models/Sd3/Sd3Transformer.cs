using RewardLab.Abstractions;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Runtime;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Sd3;

/// <summary>Stable Diffusion 3's denoiser: a transformer over patches of latents and the text at once, with the parameter names of published checkpoints.
/// </summary>
/// <remarks>
/// Esser et al., arXiv:2403.03206, section 4; layout and names as Hugging Face diffusers' SD3Transformer2DModel, of Stable Diffusion 3 medium, 3.5 medium
/// and 3.5 large. It predicts the flow's velocity, noise minus clean latents. Temporaries are freed as the forward pass continues; the result lives in the
/// caller's dispose scope. Fresh parameters come from torch's global generator. Not thread-safe while parameters change.
/// </remarks>
public sealed class Sd3Transformer : nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "pos_embed")]
    private readonly PatchEmbedding _patches;

    [ComponentName(Name = "time_text_embed")]
    private readonly TimeTextEmbedding _timeText;

    [ComponentName(Name = "context_embedder")]
    private readonly Linear _contextEmbedder;

    [ComponentName(Name = "transformer_blocks")]
    private readonly ModuleList<JointTransformerBlock> _blocks;

    [ComponentName(Name = "norm_out")]
    private readonly AdaptiveNorm _normOut;

    [ComponentName(Name = "proj_out")]
    private readonly Linear _projectionOut;

    /// <summary>Creates the model with random parameters.</summary>
    /// <param name="config">Its dimensions.</param>
    /// <exception cref="RewardLabException">The configuration contradicts itself.</exception>
    public Sd3Transformer(Sd3TransformerConfig config)
        : base(nameof(Sd3Transformer))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Check(nameof(Sd3TransformerConfig));
        Config = config;
        _patches = new PatchEmbedding(config);
        _timeText = new TimeTextEmbedding(config);
        _contextEmbedder = nn.Linear(config.JointAttentionDim, config.CaptionProjectionDim);
        _blocks = new ModuleList<JointTransformerBlock>([.. Enumerable.Range(0, config.LayerCount).Select(i => new JointTransformerBlock(config, i))]);
        _normOut = new AdaptiveNorm(config.Width, 2);
        _projectionOut = nn.Linear(config.Width, (long)config.PatchSize * config.PatchSize * config.OutChannels);
        RegisterComponents();
    }

    /// <summary>Whether blocks forget what they computed and compute it again for the gradient: less memory for about a third more time.</summary>
    public bool RecomputesBlocks { get; set; }

    /// <summary>What the model was built from.</summary>
    public Sd3TransformerConfig Config { get; }

    /// <summary>Predicts the velocity in noisy latents.</summary>
    /// <param name="sample">Noisy latents, [batch, in_channels, height, width]; sides are multiples of the patch's.</param>
    /// <param name="timesteps">1000 times sigma, as floating-point numbers, [batch], [1] or [].</param>
    /// <param name="encoderHiddenStates">The text's states, [batch, tokens, joint_attention_dim].</param>
    /// <param name="pooledProjections">The pooled text embedding, [batch, pooled_projection_dim].</param>
    /// <returns>[batch, out_channels, height, width].</returns>
    /// <exception cref="RewardLabException">A shape does not fit the configuration.</exception>
    public override Tensor forward(Tensor sample, Tensor timesteps, Tensor encoderHiddenStates, Tensor pooledProjections) =>
        Predict(sample, timesteps, encoderHiddenStates, pooledProjections, []);

    /// <summary>Predicts the velocity without some blocks, which skip-layer guidance leads away from.</summary>
    /// <param name="sample">As in <see cref="forward"/>.</param>
    /// <param name="timesteps">As in <see cref="forward"/>.</param>
    /// <param name="encoderHiddenStates">As in <see cref="forward"/>.</param>
    /// <param name="pooledProjections">As in <see cref="forward"/>.</param>
    /// <param name="skippedLayers">Blocks that are left out, from 0.</param>
    /// <returns>[batch, out_channels, height, width].</returns>
    /// <exception cref="RewardLabException">A shape does not fit the configuration, or there is no such block.</exception>
    public Tensor Predict(
        Tensor sample, Tensor timesteps, Tensor encoderHiddenStates, Tensor pooledProjections, IReadOnlyList<int> skippedLayers)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(timesteps);
        ArgumentNullException.ThrowIfNull(encoderHiddenStates);
        ArgumentNullException.ThrowIfNull(pooledProjections);
        ArgumentNullException.ThrowIfNull(skippedLayers);
        CheckShapes(sample, timesteps, encoderHiddenStates, pooledProjections);
        CheckLayers(skippedLayers);
        using var scope = NewDisposeScope();
        using var recomputation = BlockRecomputation.Within(RecomputesBlocks);
        var (batch, height, width) = (sample.shape[0], sample.shape[2], sample.shape[3]);
        var embedding = _timeText.call(timesteps.reshape(-1).expand(batch), pooledProjections);
        var image = _patches.call(sample);
        var context = _contextEmbedder.call(encoderHiddenStates);
        for (var i = 0; i < _blocks.Count; i++)
        {
            ForwardCancellation.Check();
            if (skippedLayers.Contains(i))
            {
                continue;
            }

            var (next, nextContext) = RecomputesBlocks && is_grad_enabled()
                ? _blocks[i].Recomputed(image, context, embedding)
                : _blocks[i].call(image, context, embedding);
            if (!is_grad_enabled())
            {
                image.Dispose();
                if (nextContext is not null)
                {
                    context.Dispose();
                }
            }

            (image, context) = (next, nextContext ?? context);
        }

        var patches = _projectionOut.call(_normOut.call(image, embedding)); // [batch, rows * columns, patch * patch * out_channels]
        var side = Config.PatchSize;
        return patches.view(batch, height / side, width / side, side, side, Config.OutChannels)
            .permute(0, 5, 1, 3, 2, 4) // rows and columns of patches each beside those within a patch
            .reshape(batch, Config.OutChannels, height, width)
            .MoveToOuterDisposeScope();
    }

    private void CheckLayers(IReadOnlyList<int> layers)
    {
        if (layers.Any(layer => layer < 0 || layer >= Config.LayerCount))
        {
            throw new RewardLabException(
                $"Skipped layers are [{string.Join(", ", layers)}]; this model's blocks go from 0 to {Config.LayerCount - 1}.");
        }
    }

    private void CheckShapes(Tensor sample, Tensor timesteps, Tensor context, Tensor pooled)
    {
        if (sample.dim() != 4 || sample.shape[1] != Config.InChannels || sample.shape[2] % Config.PatchSize != 0 || sample.shape[3] % Config.PatchSize != 0
            || sample.shape[2] == 0 || sample.shape[3] == 0)
        {
            throw Misfit("sample", $"[batch, {Config.InChannels}, height, width] with sides that are multiples of {Config.PatchSize}", sample);
        }

        var batch = sample.shape[0];
        if (timesteps.dim() > 1 || (timesteps.numel() != 1 && timesteps.numel() != batch))
        {
            throw Misfit("timesteps", $"[{batch}] or []", timesteps);
        }

        if (context.dim() != 3 || context.shape[0] != batch || context.shape[2] != Config.JointAttentionDim)
        {
            throw Misfit("encoderHiddenStates", $"[{batch}, tokens, {Config.JointAttentionDim}]", context);
        }

        if (pooled.dim() != 2 || pooled.shape[0] != batch || pooled.shape[1] != Config.PooledProjectionDim)
        {
            throw Misfit("pooledProjections", $"[{batch}, {Config.PooledProjectionDim}]", pooled);
        }
    }

    private static RewardLabException Misfit(string parameter, string expected, Tensor given) =>
        new($"Sd3Transformer: {parameter} is [{string.Join(", ", given.shape)}], the configuration asks for {expected}; "
            + "check that text encoders, transformer and autoencoder belong together.");
}
