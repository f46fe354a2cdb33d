using static TorchSharp.torch;

namespace RewardLab.Torch.Policies;

/// <summary>States of the decision process, any of any trajectory: x_t, t and the prompt c (Black et al., arXiv:2305.13301, section 4.2).</summary>
/// <param name="Latents">x_t, [batch, channels, height, width].</param>
/// <param name="StepIndices">Which step of the trajectory each is, 0 for the noisiest, [batch].</param>
/// <param name="Prompts">[batch].</param>
public sealed record DenoisingState(Tensor Latents, IReadOnlyList<int> StepIndices, IReadOnlyList<string> Prompts);
