using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Bert;

/// <summary>Images as a <see cref="BertModel"/> sees them: keys and values for each block that looks at them.</summary>
public sealed class BertImages
{
    internal BertImages(IReadOnlyList<BertKeys?> layers, long count) => (Layers, Count) = (layers, count);

    /// <summary>Number of images.</summary>
    public long Count { get; }

    internal IReadOnlyList<BertKeys?> Layers { get; }

    /// <summary>Some of the images, in the order given; one may come several times.</summary>
    /// <param name="indices">Their indices, 64-bit integers, [count], on the images' device.</param>
    public BertImages Select(Tensor indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new BertImages([.. Layers.Select(layer => layer?.Select(indices))], indices.shape[0]);
    }
}
