using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Vision;

namespace RewardLab.Torch.Scoring;

/// <summary>Rough memory of a transformer's forward pass without gradients.</summary>
internal static class ForwardMemory
{
    // Of a block, these live at once: input, normalised input, query, key, value and result in the hidden width, twice the width inside the feed-forward part.
    private const int HiddenCopies = 6;
    private const int InnerCopies = 2;
    private const int Channels = 3;

    /// <summary>Bytes for one image in a vision tower, its pixels included.</summary>
    public static long Of(ClipVisionConfig vision, int bytesPerValue) =>
        Bytes(vision.TokenCount, vision.HiddenSize, vision.IntermediateSize, vision.ImageSize, bytesPerValue);

    /// <inheritdoc cref="Of(ClipVisionConfig, int)"/>
    public static long Of(VisionTransformerConfig vision, int bytesPerValue) =>
        Bytes(vision.TokenCount, vision.Width, vision.IntermediateSize, vision.ImageSize, bytesPerValue);

    private static long Bytes(long tokenCount, long width, long innerWidth, long imageSize, int bytesPerValue) =>
        (tokenCount * ((HiddenCopies * width) + (InnerCopies * innerWidth)) * bytesPerValue) + (Channels * imageSize * imageSize * sizeof(float) * 2);
}
