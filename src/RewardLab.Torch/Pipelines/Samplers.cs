using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Torch.Pipelines;

/// <summary>Samplers, a function each: from noise to clean latents, step by step along a schedule.</summary>
/// <remarks>No gradients are recorded. Tensors live only as long as their step, apart from the result.</remarks>
internal static class Samplers
{
    /// <summary>DDIM: Song et al., arXiv:2010.02502, equation 12, its noise by equation 16.
    /// With eta 1 it is DDPM (Ho et al., arXiv:2006.11239, algorithm 2).</summary>
    /// <param name="denoise">The denoiser's guided output for latents and a training step [1], of the latents' shape.</param>
    /// <param name="scheduler">The noise schedule.</param>
    /// <param name="noise">x_T: standard normal values, [batch, channels, height, width].</param>
    /// <param name="numInferenceSteps">Steps along the schedule.</param>
    /// <param name="eta">Noise added on the way, 0 (DDIM) to 1 (DDPM).</param>
    /// <param name="stepNoise">Noise of the i-th step, of the latents' shape; asked for only where eta is above 0.</param>
    /// <param name="recorder">Follows the steps; may be null.</param>
    /// <param name="cancellationToken">Looked at before every step.</param>
    /// <returns>x_0, still scaled, [batch, channels, height, width], in the caller's dispose scope.</returns>
    internal static Tensor Ddim(
        Func<Tensor, Tensor, Tensor> denoise, DdimScheduler scheduler, Tensor noise, int numInferenceSteps, double eta, Func<int, Tensor> stepNoise,
        ISamplerObserver? recorder, CancellationToken cancellationToken)
    {
        using var ungraded = no_grad();
        var latents = noise.alias();
        var timesteps = scheduler.Timesteps(numInferenceSteps);
        for (var i = 0; i < timesteps.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var time = tensor((long)timesteps[i], device: latents.device).view(1);
            var output = denoise(latents, time);
            var step = scheduler.Step(output, timesteps[i], latents, numInferenceSteps, eta, eta > 0 ? stepNoise(i) : null);
            recorder?.Stepped(i, timesteps[i], step);
            latents.Dispose();
            latents = step.PreviousSample.MoveToOuterDisposeScope();
        }

        return latents;
    }
}
