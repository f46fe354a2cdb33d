using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>From noise to latents: the denoiser with classifier-free guidance, step by step along a schedule.</summary>
/// <remarks>No gradients are recorded. Tensors live only as long as their step, apart from the result.</remarks>
internal sealed class DenoisingLoop(UNet2DConditionModel unet, DdimScheduler scheduler)
{
    /// <summary>Denoises a batch.</summary>
    /// <param name="noise">Standard normal values, [batch, channels, height, width].</param>
    /// <param name="conditioning">States of the prompts, [batch, tokens, width].</param>
    /// <param name="options">Steps, guidance and eta.</param>
    /// <param name="stepNoise">Noise of the i-th step, of the latents' shape; asked for only where eta is above 0.</param>
    /// <param name="observer">Told the step's index, its timestep and its outcome, which lives during the call only; may be null.</param>
    /// <param name="cancellationToken">Looked at before every step.</param>
    /// <returns>Clean latents, still scaled, [batch, channels, height, width], in the caller's dispose scope.</returns>
    internal Tensor Run(
        Tensor noise, GuidedConditioning conditioning, GenerationOptions options, Func<int, Tensor> stepNoise,
        Action<int, int, DdimStep>? observer, CancellationToken cancellationToken)
    {
        using var ungraded = no_grad();
        var latents = noise.alias();
        var timesteps = scheduler.Timesteps(options.StepCount);
        for (var i = 0; i < timesteps.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var time = tensor((long)timesteps[i], device: latents.device).view(1);
            var output = GuidedDenoiser.Predict(unet, latents, time, conditioning);
            var step = scheduler.Step(output, timesteps[i], latents, options.StepCount, options.Eta, options.Eta > 0 ? stepNoise(i) : null);
            observer?.Invoke(i, timesteps[i], step);
            latents.Dispose();
            latents = step.PreviousSample.MoveToOuterDisposeScope();
        }

        return latents;
    }
}
