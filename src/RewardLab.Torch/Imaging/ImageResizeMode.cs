namespace RewardLab.Torch.Imaging;

/// <summary>How an image comes to the size that its model takes.</summary>
public enum ImageResizeMode
{
    /// <summary>It keeps its size.</summary>
    None,

    /// <summary>Its shorter side becomes the wanted one, the other follows in proportion, rounded down (CLIP).</summary>
    ShortestEdge,

    /// <summary>Both sides become the wanted ones, whatever the proportions (BLIP).</summary>
    Squash,

    /// <summary>Its longer side becomes the wanted one, the other follows in proportion, both rounded, in 8 bits; a crop of the wanted size fills it up
    /// (OpenCLIP's "longest").</summary>
    LongestEdge,

    /// <summary>
    /// Its longer side becomes the wanted one, the other follows in proportion, and black fills it up to a square (HPSv2). Values are resized as
    /// numbers from 0 to 1 and not rounded to 8 bits on the way, since HPSv2 resizes tensors.
    /// </summary>
    LongestEdgePadded,
}
