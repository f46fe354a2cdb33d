using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>What a CLIP text tower makes of a batch of texts.</summary>
/// <param name="LastHiddenState">The last block's states after the final layer norm, [batch, length, hidden].</param>
/// <param name="PoolerOutput">The state at each text's end-of-text token, [batch, hidden].</param>
/// <param name="HiddenStates">The embeddings and each block's output before the final layer norm, block count + 1 tensors of [batch, length, hidden].</param>
public sealed record ClipTextOutput(Tensor LastHiddenState, Tensor PoolerOutput, IReadOnlyList<Tensor> HiddenStates);
