using System.Security.Cryptography;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Hosting.Plugins.Discovery;

/// <summary>SHA-256 of plugins' files. Those of large files are kept in plugin-hashes.json of the settings folder, for as long as size, times and inode
/// stay.</summary>
/// <remarks>Code is hashed again when it is loaded; what is kept spares every command the reading of gigabytes of weights.</remarks>
internal sealed class FileHashes
{
    /// <summary>Bytes from which on the hash of a file is kept.</summary>
    public const long MinKeptBytes = 1 << 20;

    private const long MaxFileBytes = 64L << 30;
    private const long MaxCacheBytes = 16 << 20;
    private const int MaxEntries = 20_000;
    private readonly string _path;
    private readonly Lazy<Dictionary<string, Entry>> _kept;
    private bool _hasChanged;

    public FileHashes(string settingsFolder)
    {
        _path = Path.Combine(settingsFolder, "plugin-hashes.json");
        _kept = new Lazy<Dictionary<string, Entry>>(Load);
    }

    /// <summary>The hash of a file in lower-case hexadecimal.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="stamp">Its stamp as it was listed.</param>
    /// <exception cref="RewardLabException">It is larger than 64 GiB.</exception>
    /// <exception cref="IOException">It cannot be read, or changes while it is.</exception>
    public string Compute(string path, FileStamp stamp)
    {
        var isKept = stamp.IsProof && stamp.Size >= MinKeptBytes;
        if (isKept && _kept.Value.GetValueOrDefault(path) is { } known && known.Stamp == stamp)
        {
            return known.Sha256;
        }

        string hash;
        using (var stream = FileStamp.OpenRead(path, MaxFileBytes))
        {
            hash = Hash(stream, stamp.Size);
        }

        if (isKept && FileStamp.Of(path) == stamp)
        {
            _kept.Value[path] = new Entry(stamp, hash);
            _hasChanged = true;
        }

        return hash;
    }

    /// <summary>Writes what was computed; not being able to costs time alone.</summary>
    public void Save()
    {
        if (!_hasChanged)
        {
            return;
        }

        try
        {
            foreach (var gone in _kept.Value.Keys.Where(path => !File.Exists(path)).ToArray())
            {
                _kept.Value.Remove(gone);
            }

            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            AtomicFileStream.WriteText(_path, JsonSerializer.Serialize(_kept.Value.Take(MaxEntries).ToDictionary(StringComparer.Ordinal)));
            _hasChanged = false;
        }
        catch (Exception exception) when (FileFailure.Is(exception) || exception is RewardLabException)
        {
            return;
        }
    }

    // As many bytes as were there when the file was listed: one that grows without end must end, too.
    private static string Hash(Stream stream, long size)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 17];
        for (var left = size; left > 0;)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
            {
                break;
            }

            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        return stream.ReadByte() < 0
            ? Convert.ToHexStringLower(hash.GetHashAndReset())
            : throw new IOException($"'{(stream as FileStream)?.Name}' grows while it is read.");
    }

    private Dictionary<string, Entry> Load()
    {
        try
        {
            using var stream = FileStamp.OpenRead(_path, MaxCacheBytes);
            using var reader = TextFile.Open(stream, _path);
            var kept = JsonSerializer.Deserialize<Dictionary<string, Entry>>(reader.ReadToEnd()) ?? [];
            return kept.Values.All(entry => entry is { Sha256.Length: 64 }) ? new(kept, StringComparer.Ordinal) : new(StringComparer.Ordinal);
        }
        catch (Exception exception) when (FileFailure.Is(exception) || exception is RewardLabException or JsonException)
        {
            return new(StringComparer.Ordinal);
        }
    }

    private sealed record Entry(FileStamp Stamp, string Sha256);
}
