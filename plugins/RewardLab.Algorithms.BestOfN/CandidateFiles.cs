using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>The files of one prompt's pool.</summary>
internal sealed partial class CandidateFiles(IRun run, int promptIndex)
{
    // Magic, version and the header's length.
    private const int Before = 10;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The scores of the chunk that starts there, or null where it is still to be drawn.</summary>
    /// <exception cref="RewardLabException">The file does not hold <paramref name="count"/> scores of the proxy and each observer.</exception>
    public ScoredChunk? Read(int start, int count, int heldOutRewards)
    {
        var chunk = Read<ScoredChunk>(run, ScoresFile(start), Json);
        return chunk is null || (chunk.Proxy?.Length == count && (chunk.ProxyOrder is null || chunk.ProxyOrder.Length == count) && chunk.HeldOut?.Length == heldOutRewards && Array.TrueForAll(chunk.HeldOut, row => row?.Length == count))
            ? chunk
            : throw new RewardLabException($"{ScoresFile(start)}: does not hold {count} scores of the reward and of each held-out reward; delete it to have its images drawn again.");
    }

    public void Write(int start, ScoredChunk chunk)
    {
        using var stream = run.CreateFile(ScoresFile(start));
        JsonSerializer.Serialize(stream, chunk, Json);
    }

    /// <summary>The images of a chunk as they were written; null where they were not, or the file is no longer that.</summary>
    public ImageBatch? ReadImages(int start, int count)
    {
        using var stream = run.OpenFile(ImagesFile(start));
        if (stream is null)
        {
            return null;
        }

        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var bytes = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        var length = bytes.Length > Before ? bytes[8] + (bytes[9] << 8) : 0;
        if (length == 0 || bytes.Length < Before + length || Shape().Match(Encoding.ASCII.GetString(bytes.Slice(Before, length))) is not { Success: true } shape)
        {
            return null;
        }

        var (height, width) = (int.Parse(shape.Groups["height"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(shape.Groups["width"].ValueSpan, CultureInfo.InvariantCulture));
        var pixels = bytes[(Before + length)..];
        return pixels.Length == (long)count * height * width * 3 ? new ImageBatch(pixels.ToArray(), count, height, width) : null;
    }

    /// <summary>Images in NumPy's format 1.0, [count, height, width, 3] of unsigned bytes.</summary>
    public void Write(int start, ImageBatch images)
    {
        var header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({images.Count}, {images.Height}, {images.Width}, 3), }}";

        // Magic, version, length and header together fill whole lines of 64 bytes.
        var length = (((Before + header.Length + 1 + 63) / 64) * 64) - Before;
        using var stream = run.CreateFile(ImagesFile(start));
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)(length & 255), (byte)(length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n"));
        stream.Write(images.Pixels);
    }

    /// <summary>A JSON file of the run, or the default where there is none.</summary>
    public static T? Read<T>(IRun run, string file, JsonSerializerOptions options)
    {
        using var stream = run.OpenFile(file);
        try
        {
            return stream is null ? default : JsonSerializer.Deserialize<T>(stream, options);
        }
        catch (JsonException error)
        {
            throw new RewardLabException($"{file}: not what best-of-n wrote; delete it to have its images drawn again.", error);
        }
    }

    [GeneratedRegex(@"'shape': \(\d{1,6}, (?<height>\d{1,6}), (?<width>\d{1,6}), 3\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();

    private string Folder => $"bestofn/{promptIndex:D4}";

    private string ImagesFile(int start) => $"{Folder}/images-{start:D5}.npy";

    private string ScoresFile(int start) => $"{Folder}/scores-{start:D5}.json";
}
