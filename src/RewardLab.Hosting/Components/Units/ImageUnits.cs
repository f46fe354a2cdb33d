using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Units;

/// <summary>Images from workers. A unit is a range of requests as large as the model's batch, whoever is there: short ones are filled up as anywhere.</summary>
internal static class ImageUnits
{
    /// <summary>The kind of these units.</summary>
    public const string Kind = "generate";

    // Of a model that does not say how many it generates at once.
    private const int OtherCount = 16;

    /// <summary>Generates one image for each request, in order.</summary>
    /// <param name="origin">The model.</param>
    /// <param name="batchSize">Images that it generates at once; 0 where that is not known.</param>
    /// <param name="requests">Prompts and seeds.</param>
    /// <param name="progress">Receives the number of finished images; may be null.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    public static ImageBatch Generate(
        UnitOrigin origin, int batchSize, IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var size = batchSize > 0 ? batchSize : OtherCount;
        var count = Math.Max(1, (requests.Count + size - 1) / size); // none of none too: they have a size
        var batches = new List<ImageBatch>(count);
        var done = 0;
        foreach (var result in origin.Compute(
            Kind, $"images of {origin.Reference.Id}", count, unit => Input(batchSize, [.. requests.Skip(unit * size).Take(size)]), cancellationToken))
        {
            using (result)
            {
                batches.Add(UnitImages.Read(result));
            }

            progress?.Report(done += batches[^1].Count);
        }

        return batches.Count == 1 ? batches[0] : ImageBatch.Concat(batches);
    }

    /// <summary>Reads a unit's input.</summary>
    public static (int BatchSize, IReadOnlyList<ImageRequest> Requests) Read(ReadOnlyMemory<byte> input)
    {
        using var reader = UnitResult.Reader(input);
        var (batchSize, requests) = (reader.ReadInt32(), new ImageRequest[reader.ReadInt32()]);
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i] = new ImageRequest(reader.ReadString(), reader.ReadUInt64());
        }

        return (batchSize, requests);
    }

    private static ReadOnlyMemory<byte> Input(int batchSize, ImageRequest[] requests) => UnitResult.Bytes(writer =>
    {
        writer.Write(batchSize);
        writer.Write(requests.Length);
        foreach (var request in requests)
        {
            writer.Write(request.Prompt);
            writer.Write(request.Seed);
        }
    });
}
