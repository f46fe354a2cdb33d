using RewardLab.Abstractions;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>Generates images of one pixel whose red is the seed's lowest byte.</summary>
internal sealed class SeedImages : IImageModel
{
    public string Name => "seeds";

    public List<ImageRequest> Requests { get; } = [];

    public List<int> BatchSizes { get; } = [];

    public bool IsDisposed { get; private set; }

    public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Requests.AddRange(requests);
        BatchSizes.Add(requests.Count);
        progress?.Report(requests.Count);
        return new ImageBatch([.. requests.SelectMany(request => new[] { (byte)request.Seed, (byte)0, (byte)0 })], requests.Count, 1, 1);
    }

    public void Dispose() => IsDisposed = true;
}
