namespace RewardLab.Numerics.Models.Bert;

/// <summary>Pictures as a <see cref="BertModel"/> sees them: keys and values for each block that looks at them.</summary>
public sealed class BertImages
{
    internal BertImages(IReadOnlyList<BertKeys?> layers, long count) => (Layers, Count) = (layers, count);

    /// <summary>Number of pictures.</summary>
    public long Count { get; }

    internal IReadOnlyList<BertKeys?> Layers { get; }
}
