using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Torch.Policies;

/// <summary>What a policy says of a step: where it leads and how the denoiser sees the noise.</summary>
/// <param name="Output">The guided output of the denoiser, [batch, channels, height, width].</param>
/// <param name="Transition">The step's distribution.</param>
/// <param name="Flow">What a flow's step has besides; null for a diffusion model's.</param>
public sealed record PolicyStep(Tensor Output, DdimTransition Transition, FlowTransition? Flow = null)
{
    /// <summary>Log-probability of an outcome: a mean over channels and pixels.</summary>
    /// <param name="outcome">The less noisy sample, [batch, ...], a constant.</param>
    /// <returns>[batch].</returns>
    public Tensor LogProbability(Tensor outcome) => Flow?.LogProbability(outcome) ?? Transition.LogProbability(outcome);
}
