namespace RewardLab.Torch.Scoring;

/// <summary>Rough memory of a transformer's forward pass without gradients.</summary>
internal static class ForwardMemory
{
    // Of a block, these live at once: input, normalised input, query, key, value and result in the hidden width, twice the width inside the feed-forward part.
    private const int HiddenCopies = 6;
    private const int InnerCopies = 2;
    private const int Channels = 3;

    public static long Bytes(long tokenCount, long width, long innerWidth, long imageSize, int bytesPerValue) =>
        (tokenCount * ((HiddenCopies * width) + (InnerCopies * innerWidth)) * bytesPerValue) + (Channels * imageSize * imageSize * sizeof(float) * 2);
}
