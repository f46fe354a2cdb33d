using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN.Tests;

/// <summary>Generates one-pixel images from the seed's last bytes, and can be stopped after a number of them.</summary>
internal sealed class SeedImages : IImageModel
{
    public List<ImageRequest> Generated { get; } = [];

    public int StopAfter { get; init; } = int.MaxValue;

    public CancellationTokenSource? Stop { get; init; }

    public string Name => "seeds";

    public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        for (var i = 0; i < requests.Count; i++)
        {
            if (Generated.Count >= StopAfter)
            {
                Stop?.Cancel();
            }

            cancellationToken.ThrowIfCancellationRequested();
            Generated.Add(requests[i]);
            progress?.Report(i + 1);
        }

        return new ImageBatch([.. requests.SelectMany(request => BitConverter.GetBytes(request.Seed).Take(3))], requests.Count, 1, 1);
    }

    public void Dispose()
    {
    }
}
