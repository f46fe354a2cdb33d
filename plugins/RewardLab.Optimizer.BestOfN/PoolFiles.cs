using System.Text;
using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Optimizer.BestOfN;

/// <summary>The files of one prompt's pool.</summary>
internal sealed class PoolFiles(IRun run, int promptIndex)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The scores of the chunk that starts there, or null where it is still to be drawn.</summary>
    /// <exception cref="RewardLabException">The file does not hold <paramref name="count"/> scores of the proxy and each observer.</exception>
    public ScoredChunk? Read(int start, int count, int observers)
    {
        var chunk = Read<ScoredChunk>(run, ScoresFile(start), Json);
        return chunk is null || (chunk.Proxy?.Length == count && chunk.Observers?.Length == observers && Array.TrueForAll(chunk.Observers, row => row?.Length == count))
            ? chunk
            : throw new RewardLabException($"{ScoresFile(start)}: does not hold {count} scores of the reward and of each observer; delete it to have its pictures drawn again.");
    }

    public void Write(int start, ScoredChunk chunk)
    {
        using var stream = run.CreateFile(ScoresFile(start));
        JsonSerializer.Serialize(stream, chunk, Json);
    }

    /// <summary>Pictures in NumPy's format 1.0, [count, height, width, 3] of unsigned bytes.</summary>
    public void Write(int start, ImageBatch pictures)
    {
        var header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({pictures.Count}, {pictures.Height}, {pictures.Width}, 3), }}";

        // Magic, version, length and header together fill whole lines of 64 bytes.
        const int Before = 10;
        var length = (((Before + header.Length + 1 + 63) / 64) * 64) - Before;
        using var stream = run.CreateFile($"{Folder}/pictures-{start:D5}.npy");
        stream.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)(length & 255), (byte)(length >> 8)]);
        stream.Write(Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n"));
        stream.Write(pictures.Pixels);
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
            throw new RewardLabException($"{file}: not what best-of-n wrote; delete it to have its pictures drawn again.", error);
        }
    }

    private string Folder => $"bestofn/{promptIndex:D4}";

    private string ScoresFile(int start) => $"{Folder}/scores-{start:D5}.json";
}
