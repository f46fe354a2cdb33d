using RewardLab.Torch.Models.Sd3;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>A flow's velocity with classifier-free guidance.</summary>
internal static class GuidedFlow
{
    /// <summary>Both halves in one batch, the unconditional first; the combination in float32.</summary>
    /// <remarks>Gradients go through the conditional half alone, as Flow-GRPO trains.</remarks>
    /// <param name="transformer">The denoiser.</param>
    /// <param name="latents">[batch, channels, height, width].</param>
    /// <param name="timesteps">1000 times sigma, [batch] or [1].</param>
    /// <param name="conditioning">States of the prompts.</param>
    /// <returns>[batch, channels, height, width], float32, in the caller's dispose scope.</returns>
    internal static Tensor Predict(Sd3Transformer transformer, Tensor latents, Tensor timesteps, FlowConditioning conditioning) =>
        Halves(transformer, latents, timesteps, conditioning).Guided;

    /// <summary>The same, and further away from the model without some blocks: + scale (conditional - skipped).</summary>
    /// <param name="transformer">The denoiser.</param>
    /// <param name="latents">[batch, channels, height, width].</param>
    /// <param name="timesteps">1000 times sigma, [batch] or [1].</param>
    /// <param name="conditioning">States of the prompts.</param>
    /// <param name="skippedLayers">Blocks that are left out.</param>
    /// <param name="scale">How far.</param>
    /// <returns>[batch, channels, height, width], float32, in the caller's dispose scope.</returns>
    internal static Tensor PredictSkipping(
        Sd3Transformer transformer, Tensor latents, Tensor timesteps, FlowConditioning conditioning, IReadOnlyList<int> skippedLayers, double scale)
    {
        var (guided, conditional) = Halves(transformer, latents, timesteps, conditioning);
        var (states, pooled) = conditioning.Conditional;
        var skipped = transformer.Predict(latents.to_type(states.dtype), timesteps, states, pooled, skippedLayers).to_type(ScalarType.Float32);
        return guided.AddScaled(conditional - skipped, scale);
    }

    private static (Tensor Guided, Tensor Conditional) Halves(Sd3Transformer transformer, Tensor latents, Tensor timesteps, FlowConditioning conditioning)
    {
        var typed = latents.to_type(conditioning.States.dtype);
        if (!conditioning.IsGuided)
        {
            var only = transformer.call(typed, timesteps, conditioning.States, conditioning.Pooled).to_type(ScalarType.Float32);
            return (only, only);
        }

        var time = timesteps.numel() == 1 ? timesteps : cat([timesteps, timesteps], 0);
        var halves = transformer.call(cat([typed, typed], 0), time, conditioning.States, conditioning.Pooled).to_type(ScalarType.Float32).chunk(2, 0);
        var away = halves[0].detach();
        return (away.AddScaled(halves[1] - away, conditioning.GuidanceScale), halves[1]);
    }
}
