using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;

[assembly: RewardLabPlugin("contract10.images", ContractVersion.Current)]

namespace Contract10;

public sealed record NoiseOptions
{
    [Range(1, 64)]
    public int Size { get; init; } = 4;
}

[ExportImageModel("contract10-images", Description = "noise")]
public sealed class NoiseFactory : ComponentFactory<IImageModel, NoiseOptions>
{
    protected override IImageModel Create(NoiseOptions options, ComponentContext context) => new Noise(options.Size);
}

internal sealed class Noise(int size) : IImageModel
{
    public string Name => "noise";

    public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var images = new List<ImageBatch>();
        foreach (var request in requests)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stream = SeedStream.Create(request.Seed, "noise").Child(request.Prompt);
            images.Add(new ImageBatch([.. Enumerable.Range(0, size * size * 3).Select(i => (byte)stream[i])], 1, size, size));
            progress?.Report(images.Count);
        }

        return ImageBatch.Concat(images);
    }

    public void Dispose()
    {
    }
}
