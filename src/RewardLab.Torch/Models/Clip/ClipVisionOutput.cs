using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>What a CLIP vision tower makes of a batch of images.</summary>
/// <param name="LastHiddenState">The last block's states, not normalised, [batch, 1 + patches, hidden]; the class token comes first.</param>
/// <param name="PoolerOutput">The class token's state after the last layer norm, [batch, hidden].</param>
/// <param name="HiddenStates">The normalised embeddings and each block's output, block count + 1 tensors of [batch, 1 + patches, hidden].</param>
public sealed record ClipVisionOutput(Tensor LastHiddenState, Tensor PoolerOutput, IReadOnlyList<Tensor> HiddenStates);
