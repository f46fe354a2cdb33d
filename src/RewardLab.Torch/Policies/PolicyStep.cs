using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Torch.Policies;

/// <summary>What a policy says of a step: where it leads and how the denoiser sees the noise.</summary>
/// <param name="Output">The guided output of the denoiser, [batch, channels, height, width].</param>
/// <param name="Transition">The step's distribution.</param>
public sealed record PolicyStep(Tensor Output, DdimTransition Transition);
