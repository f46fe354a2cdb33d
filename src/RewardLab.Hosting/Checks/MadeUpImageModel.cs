using RewardLab.Abstractions;

namespace RewardLab.Hosting.Checks;

/// <summary>An image model that draws a gradient for each prompt and seed: what algorithms are tried with.</summary>
internal sealed class MadeUpImageModel : IImageModel
{
    private const int Size = 32;

    public string Name => "made-up images";

    public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        const int bytesPerImage = Size * Size * 3;
        var pixels = new byte[requests.Count * bytesPerImage];
        for (var i = 0; i < requests.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            MadeUpImages.Draw(SeedStream.Create(requests[i].Seed, requests[i].Prompt), pixels.AsSpan(i * bytesPerImage, bytesPerImage), Size, Size);
            progress?.Report(i + 1);
        }

        return new ImageBatch(pixels, requests.Count, Size, Size);
    }

    public void Dispose()
    {
        // Nothing to release.
    }
}
