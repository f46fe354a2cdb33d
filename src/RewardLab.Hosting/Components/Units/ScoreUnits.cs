using System.Runtime.InteropServices;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Units;

/// <summary>Scores from workers. A unit holds so many images and all prompts; without workers the same parts are scored one after the other.</summary>
internal static class ScoreUnits
{
    /// <summary>The kind of these units.</summary>
    public const string Kind = "score";

    private const int MaxImages = 64;
    private const int MaxPixelBytes = IWorkerPool.MaxBytes / 4;

    /// <summary>Scores every image against every prompt.</summary>
    /// <param name="origin">The reward; null for one that no worker can make.</param>
    /// <param name="images">The images.</param>
    /// <param name="scoreHere">Scores a part in this process.</param>
    /// <param name="prompts">The texts.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    public static ScoreMatrix Score(
        UnitOrigin? origin, ImageBatch images, Func<ImageBatch, ScoreMatrix> scoreHere, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        var size = Math.Clamp(MaxPixelBytes / images.BytesPerImage, 1, MaxImages);
        var count = (images.Count + size - 1) / size;
        if (count == 0 || (origin is not { HasWorkers: true } && count == 1))
        {
            return scoreHere(images);
        }

        ScoreMatrix[] parts = origin is { HasWorkers: true }
            ? [.. origin.Compute(Kind, $"scores of {origin.Reference.Id}", count, unit => Input(Part(unit), prompts), cancellationToken).Select(Read)]
            : [.. Enumerable.Range(0, count).Select(ScoreHere)];
        return parts.Length == 1 ? parts[0] : Join(parts, images.Count, prompts.Count);

        // A reward names an image by its place in what it was given.
        ScoreMatrix ScoreHere(int unit)
        {
            try
            {
                return scoreHere(Part(unit));
            }
            catch (RewardLabException exception) when (unit > 0 && exception.Image is { } image)
            {
                throw new RewardLabException(exception.Message, exception) { Image = image + (unit * size) };
            }
        }

        ImageBatch Part(int unit) => count == 1 ? images : images.Slice(unit * size, Math.Min(size, images.Count - (unit * size)));
    }

    /// <summary>Reads a unit's input.</summary>
    public static (ImageBatch Images, IReadOnlyList<string> Prompts) Read(ReadOnlyMemory<byte> input)
    {
        using var reader = UnitResult.Reader(input);
        var images = UnitImages.Read(reader);
        var prompts = new string[reader.ReadInt32()];
        for (var i = 0; i < prompts.Length; i++)
        {
            prompts[i] = reader.ReadString();
        }

        return (images, prompts);
    }

    /// <summary>Writes scores.</summary>
    public static void Write(BinaryWriter writer, ScoreMatrix scores)
    {
        writer.Write(scores.ImageCount);
        writer.Write(scores.PromptCount);
        writer.Write(scores.HasOrderKeys);
        writer.Write(scores.HasLogOdds);
        writer.Write(MemoryMarshal.AsBytes(scores.AsSpan()));
        if (scores.HasOrderKeys)
        {
            writer.Write(MemoryMarshal.AsBytes(scores.OrderKeys.Span));
        }

        if (scores.HasLogOdds)
        {
            writer.Write(MemoryMarshal.AsBytes(scores.LogOdds.Span));
        }
    }

    private static ScoreMatrix Read(BinaryReader result)
    {
        using (result)
        {
            var (rows, columns, hasKeys, hasOdds) = (result.ReadInt32(), result.ReadInt32(), result.ReadBoolean(), result.ReadBoolean());
            var (values, keys) = (Doubles(), hasKeys ? Doubles() : null);
            return Matrix(values, rows, columns, keys, hasOdds ? Doubles() : null);

            double[] Doubles() => MemoryMarshal.Cast<byte, double>(result.ReadBytes(checked(rows * columns * sizeof(double)))).ToArray();
        }
    }

    private static ScoreMatrix Join(ScoreMatrix[] parts, int rows, int columns) => Matrix(
        [.. parts.SelectMany(part => part.AsSpan().ToArray())],
        rows,
        columns,
        Array.Exists(parts, part => part.HasOrderKeys) ? [.. parts.SelectMany(part => part.OrderKeys.ToArray())] : null,
        Array.TrueForAll(parts, part => part.HasLogOdds) ? [.. parts.SelectMany(part => part.LogOdds.ToArray())] : null);

    private static ScoreMatrix Matrix(double[] values, int rows, int columns, double[]? keys, double[]? odds) => keys is null
        ? new ScoreMatrix(values, rows, columns) { LogOdds = odds }
        : new ScoreMatrix(values, rows, columns) { LogOdds = odds, OrderKeys = keys };

    private static ReadOnlyMemory<byte> Input(ImageBatch images, IReadOnlyList<string> prompts) => UnitResult.Bytes(writer =>
    {
        UnitImages.Write(writer, images);
        writer.Write(prompts.Count);
        foreach (var prompt in prompts)
        {
            writer.Write(prompt);
        }
    });
}
