namespace RewardLab.Serving.Watches;

/// <summary>A window of a stream that is full, or the last one of a watch.</summary>
/// <param name="Series">The stream.</param>
/// <param name="Rewards">The rewards that were asked.</param>
/// <param name="End">Images of the stream that were scored up to the window's last one.</param>
/// <param name="Scores">Scores of all images of the window, [images][rewards].</param>
/// <param name="Prompts">The number of each of those images' prompts, [images].</param>
/// <param name="Images">Those that were sampled, each of the window's as likely as any other, in the order in which they were scored.</param>
internal sealed record SampledWindow(
    string Series, IReadOnlyList<string> Rewards, long End, IReadOnlyList<double[]> Scores, IReadOnlyList<int> Prompts,
    IReadOnlyList<SampledImage> Images)
{
    /// <summary>Bytes of the images.</summary>
    public long Bytes => Images.Sum(image => (long)image.File.Length);
}
