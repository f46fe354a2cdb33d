namespace RewardLab.Rewards.Http.Requests;

/// <summary>Divides what is asked into requests.</summary>
internal static class RequestPlan
{
    // What RewardLab's service takes at once; four bytes a pixel is what base64 makes of a PNG that cannot be compressed, and 256 MB what a body may have.
    private const int MaxScores = 65_536;
    private const int MaxPixels = 60_000_000;

    /// <summary>Makes the requests, in the order of the images.</summary>
    /// <param name="asked">Each image once, with at least one prompt.</param>
    /// <param name="holdsSeveralPrompts">Whether a request holds several prompts of an image.</param>
    /// <param name="imagesPerRequest">Images of a request, at most.</param>
    /// <param name="pixelsPerImage">Pixels of each image.</param>
    /// <param name="isMatrix">Whether all images meet the same prompts.</param>
    public static IReadOnlyList<PlannedRequest> Create(
        IReadOnlyList<AskedImage> asked, bool holdsSeveralPrompts, int imagesPerRequest, int pixelsPerImage, bool isMatrix)
    {
        IReadOnlyList<AskedImage> entries = holdsSeveralPrompts
            ? asked
            : [.. asked.SelectMany(image => image.Prompts.Select((prompt, i) => new AskedImage(image.Image, [prompt], [image.Places[i]])))];
        if (entries.Count == 0)
        {
            return [];
        }

        var size = Math.Clamp(MaxPixels / Math.Max(1, pixelsPerImage), 1, imagesPerRequest);
        size = Math.Clamp(MaxScores / entries.Max(image => image.Prompts.Count), 1, size);
        return
        [
            .. entries.Chunk(size).Select(chunk => new PlannedRequest(
                [.. chunk.Select(image => image.Image)],
                [.. chunk.Select(image => image.Prompts)],
                [.. chunk.Select(image => image.Places)],
                isMatrix && holdsSeveralPrompts)),
        ];
    }
}
