using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Pipelines.Layouts;

/// <summary>The tensors of a checkpoint whose names begin alike, under names of a module's own. Does not close the checkpoint unless it is disposed.</summary>
internal sealed class PartOfWeights : MappedWeights
{
    private const string Attentions = ".attentions.";

    /// <summary>Looks at a part.</summary>
    /// <param name="stored">The checkpoint.</param>
    /// <param name="prefix">How the part's names begin.</param>
    /// <param name="rename">From the rest of a stored name to the module's; null leaves a tensor out.</param>
    /// <param name="flattensAttention">Whether 1x1 convolutions in attention are seen as the matrices that they are.</param>
    internal PartOfWeights(IWeightSource stored, string prefix, Func<string, string?> rename, bool flattensAttention = false)
        : base(stored)
    {
        foreach (var info in stored.Tensors.Values.Where(info => info.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (rename(info.Name[prefix.Length..]) is { } name)
            {
                Add(name, info, isFlattened: flattensAttention && info.Shape.Length == 4 && name.Contains(Attentions, StringComparison.Ordinal));
            }
        }
    }
}
