using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Bert;

/// <summary>What an attention looks at.</summary>
/// <param name="Keys">[rows, heads, tokens, width].</param>
/// <param name="Values">[rows, heads, tokens, width].</param>
internal sealed record BertKeys(Tensor Keys, Tensor Values)
{
    public BertKeys Select(Tensor rows) => new(Keys.index_select(0, rows), Values.index_select(0, rows));
}
