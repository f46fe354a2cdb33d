using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>The files of one prompt's pool.</summary>
/// <param name="run">Holds them.</param>
/// <param name="checkpoints">Tells which are finished.</param>
/// <param name="promptIndex">The prompt.</param>
/// <param name="log">Told of files that are not what was written, past the run's events.</param>
internal sealed partial class CandidateFiles(IRun run, PoolCheckpoints checkpoints, int promptIndex, Action<string> log)
{
    // Magic, version and the header's length.
    private const int Before = 10;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The scores of the chunk that starts there, or null where it is still to be generated, or its file is not what was written.</summary>
    /// <exception cref="RewardLabException">An earlier version began the run, and the file does not hold <paramref name="count"/> scores of the proxy and each
    /// held-out reward.</exception>
    public ScoredChunk? Read(int start, int count, int heldOutRewards)
    {
        if (ReadBytes(ScoresFile(start)) is not { } content)
        {
            return null;
        }

        if (checkpoints.IsFormer && checkpoints.Find(promptIndex, start) is null)
        {
            var former = Parse(content, count, heldOutRewards) ?? throw new RewardLabException(
                $"{ScoresFile(start)}: does not hold {count} scores of the reward and of each held-out reward; delete it to have its images generated again.");
            var images = ReadImageFile(start);
            checkpoints.Adopt(promptIndex, start, new ChunkHashes(PoolCheckpoints.Hash(content), images is null ? null : PoolCheckpoints.Hash(images)));
            return former;
        }

        if (checkpoints.Find(promptIndex, start) is not { } hashes)
        {
            return null;
        }

        if (PoolCheckpoints.Hash(content) == hashes.Scores && Parse(content, count, heldOutRewards) is { } chunk)
        {
            return chunk;
        }

        log($"best-of-n: {ScoresFile(start)} is not what was written, or not of these settings: its images are generated again.");
        checkpoints.Remove(promptIndex, start);
        return null;
    }

    /// <summary>Writes the scores of a chunk whose images, if they are kept, are written, and a checkpoint.</summary>
    /// <param name="start">The chunk.</param>
    /// <param name="chunk">Its scores.</param>
    /// <param name="imagesHash">What <see cref="Write(int, ImageBatch)"/> gave for its images; null where they are not kept.</param>
    public void Write(int start, ScoredChunk chunk, string? imagesHash)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(chunk, Json);
        using (var stream = run.CreateFile(ScoresFile(start)))
        {
            stream.Write(content);
        }

        checkpoints.Add(promptIndex, start, new ChunkHashes(PoolCheckpoints.Hash(content), imagesHash));
    }

    /// <summary>The images of a finished chunk as they were written; null where they were not, or the file is no longer that.</summary>
    public ImageBatch? ReadImages(int start, int count)
    {
        if (checkpoints.Find(promptIndex, start)?.Images is not { } hash
            || ReadImageFile(start) is not { } content
            || PoolCheckpoints.Hash(content) != hash)
        {
            return null;
        }

        var length = content.Length > Before ? content[8] + (content[9] << 8) : 0;
        if (length == 0 || content.Length < Before + length || Shape().Match(Encoding.ASCII.GetString(content, Before, length)) is not { Success: true } shape)
        {
            return null;
        }

        var (height, width) = (int.Parse(shape.Groups["height"].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(shape.Groups["width"].ValueSpan, CultureInfo.InvariantCulture));
        var pixels = content[(Before + length)..];
        return pixels.Length == (long)count * height * width * 3 ? new ImageBatch(pixels, count, height, width) : null;
    }

    /// <summary>Writes images in NumPy's format 1.0, [count, height, width, 3] of unsigned bytes.</summary>
    /// <returns>The file's hash.</returns>
    public string Write(int start, ImageBatch images)
    {
        var header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({images.Count}, {images.Height}, {images.Width}, 3), }}";

        // Magic, version, length and header together fill whole lines of 64 bytes.
        var length = (((Before + header.Length + 1 + 63) / 64) * 64) - Before;
        byte[] content =
        [
            0x93,
            .. "NUMPY"u8,
            1,
            0,
            (byte)(length & 255),
            (byte)(length >> 8),
            .. Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n"),
            .. images.Pixels.Span,
        ];
        using (var stream = run.CreateFile(ImagesFile(start)))
        {
            stream.Write(content);
        }

        return PoolCheckpoints.Hash(content);
    }

    // Null where it does not hold so many scores of the proxy and each held-out reward.
    private static ScoredChunk? Parse(byte[] content, int count, int heldOutRewards)
    {
        try
        {
            var json = JsonNode.Parse(content) as JsonObject;
            if (json is not null && json.Remove(FormerPoolKeys.HeldOut, out var heldOut))
            {
                json["heldOut"] = heldOut;
            }

            var chunk = json?.Deserialize<ScoredChunk>(Json);
            return chunk?.Proxy?.Length == count && (chunk.ProxyOrder is null || chunk.ProxyOrder.Length == count)
                && chunk.HeldOut?.Length == heldOutRewards && Array.TrueForAll(chunk.HeldOut, row => row?.Length == count)
                ? chunk
                : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private byte[]? ReadBytes(string file)
    {
        using var stream = run.OpenFile(file);
        if (stream is null)
        {
            return null;
        }

        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    [GeneratedRegex(@"'shape': \(\d{1,6}, (?<height>\d{1,6}), (?<width>\d{1,6}), 3\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();

    private byte[]? ReadImageFile(int start) => ReadBytes(ImagesFile(start)) ?? ReadBytes($"{Folder}/{FormerPoolKeys.ImageFiles}-{start:D5}.npy");

    private string Folder => $"bestofn/{promptIndex:D4}";

    private string ImagesFile(int start) => $"{Folder}/images-{start:D5}.npy";

    private string ScoresFile(int start) => $"{Folder}/scores-{start:D5}.json";
}
