using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>A denoiser with classifier-free guidance.</summary>
internal static class GuidedDenoiser
{
    /// <summary>Both halves in one batch, the unconditional first; the combination in float32.</summary>
    /// <param name="unet">The denoiser.</param>
    /// <param name="latents">[batch, channels, height, width].</param>
    /// <param name="timesteps">Training steps, [batch] or [1], 64-bit integers.</param>
    /// <param name="conditioning">States of the prompts.</param>
    /// <returns>[batch, channels, height, width], float32, in the caller's dispose scope.</returns>
    internal static Tensor Predict(UNet2DConditionModel unet, Tensor latents, Tensor timesteps, GuidedConditioning conditioning)
    {
        if (!conditioning.IsGuided)
        {
            return Call(latents, timesteps).to_type(ScalarType.Float32);
        }

        var both = cat([latents, latents], 0); // [2 batch, channels, height, width]
        var time = timesteps.numel() == 1 ? timesteps : cat([timesteps, timesteps], 0);
        var halves = Call(both, time).to_type(ScalarType.Float32).chunk(2, 0);
        return halves[0].AddScaled(halves[1] - halves[0], conditioning.GuidanceScale); // [batch, channels, height, width]

        Tensor Call(Tensor sample, Tensor times)
        {
            var typed = sample.to_type(conditioning.States.dtype);
            return conditioning.Added is { } added
                ? unet.Predict(typed, times, conditioning.States, added)
                : unet.call(typed, times, conditioning.States);
        }
    }
}
