using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>Which chunks of which prompts' pools are finished, with hashes of their files: what a run resumes from.</summary>
internal sealed class PoolCheckpoints
{
    // Where versions that kept no hashes wrote their settings.
    private const string FormerSettingsFile = "bestofn/settings.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ICheckpoints _checkpoints;
    private readonly Dictionary<string, ChunkHashes> _chunks;
    private readonly HashSet<string> _before;

    private PoolCheckpoints(ICheckpoints checkpoints, Dictionary<string, ChunkHashes> chunks, bool isFormer)
    {
        (_checkpoints, _chunks, IsFormer) = (checkpoints, chunks, isFormer);
        _before = [.. chunks.Keys];
    }

    /// <summary>Whether an earlier version began the run, which kept no hashes: what it finished is taken as it is.</summary>
    public bool IsFormer { get; }

    /// <summary>Opens a run's checkpoints and reads the latest.</summary>
    /// <exception cref="RewardLabException">It was written with other settings, which the user did not allow; or none is whole.</exception>
    public static PoolCheckpoints Open(Workload work)
    {
        var checkpoints = work.Run.OpenCheckpoints("best-of-n", work.Settings());
        if (checkpoints.Read() is { } latest)
        {
            return new PoolCheckpoints(checkpoints, JsonSerializer.Deserialize<PoolState>(latest.State, Json)!.Chunks, isFormer: false);
        }

        using var former = work.Run.OpenFile(FormerSettingsFile);
        if (former is null)
        {
            // Before anything is generated, so that a run that resumes is told of other settings even so early.
            var fresh = new PoolCheckpoints(checkpoints, new Dictionary<string, ChunkHashes>(StringComparer.Ordinal), isFormer: false);
            fresh.Write();
            return fresh;
        }

        using var settings = new MemoryStream();
        former.CopyTo(settings);
        checkpoints.RequireSettings(Encoding.UTF8.GetString(settings.GetBuffer(), 0, (int)settings.Length));
        return new PoolCheckpoints(checkpoints, new Dictionary<string, ChunkHashes>(StringComparer.Ordinal), isFormer: true);
    }

    /// <summary>SHA-256 of a file's content.</summary>
    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>The hashes of a finished chunk; null of one that is not.</summary>
    public ChunkHashes? Find(int promptIndex, int start) => _chunks.GetValueOrDefault(Key(promptIndex, start));

    /// <summary>Whether a prompt's chunks were all finished when the run began or resumed, even if one has been damaged since.</summary>
    public bool WasFinished(int promptIndex, IEnumerable<int> starts) => starts.All(start => _before.Contains(Key(promptIndex, start)));

    /// <summary>Takes note of a chunk that an earlier version finished.</summary>
    public void Adopt(int promptIndex, int start, ChunkHashes hashes)
    {
        _chunks[Key(promptIndex, start)] = hashes;
        _before.Add(Key(promptIndex, start));
    }

    /// <summary>Takes back a chunk whose files are not what was written.</summary>
    public void Remove(int promptIndex, int start) => _chunks.Remove(Key(promptIndex, start));

    /// <summary>Takes note of a chunk whose files are written, and writes a checkpoint.</summary>
    public void Add(int promptIndex, int start, ChunkHashes hashes)
    {
        _chunks[Key(promptIndex, start)] = hashes;
        Write();
    }

    private void Write() => _checkpoints.Write(_chunks.Count, JsonSerializer.Serialize(new PoolState(_chunks), Json));

    private static string Key(int promptIndex, int start) => string.Create(CultureInfo.InvariantCulture, $"{promptIndex:D4}/{start:D5}");

    private sealed record PoolState(Dictionary<string, ChunkHashes> Chunks);
}
