using static TorchSharp.torch;

namespace RewardLab.Torch.Policies;

/// <summary>Steps of trajectories, any of any: where each began, which it is, and for which prompt.</summary>
/// <param name="Latents">x_t, [batch, channels, height, width].</param>
/// <param name="StepIndices">Which step of the run each is, 0 for the noisiest, [batch].</param>
/// <param name="Prompts">[batch].</param>
public sealed record PolicyPoint(Tensor Latents, IReadOnlyList<int> StepIndices, IReadOnlyList<string> Prompts);
