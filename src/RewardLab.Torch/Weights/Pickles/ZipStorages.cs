using System.IO.Compression;
using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;

namespace RewardLab.Torch.Weights.Pickles;

/// <summary>The format of torch 1.6 and later: a ZIP archive, nothing in it compressed, of data.pkl and a file for each storage.</summary>
internal sealed class ZipStorages : IStorageReader
{
    private const long MaxPickleBytes = 256 * 1024 * 1024;
    private const int SkipBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly ZipArchive _archive;
    private readonly string _root;

    private ZipStorages(ZipArchive archive, string root)
    {
        _archive = archive;
        _root = root;
    }

    /// <summary>Opens an archive.</summary>
    /// <param name="stream">Seekable; owned from here on.</param>
    /// <param name="pickle">The pickle that describes the tensors.</param>
    /// <exception cref="InvalidDataException">It is no such archive.</exception>
    public static ZipStorages Open(Stream stream, out byte[] pickle)
    {
        var archive = Archive(stream);
        try
        {
            var entry = archive.Entries.FirstOrDefault(e => e.FullName.EndsWith("/data.pkl", StringComparison.Ordinal))
                ?? throw new InvalidDataException("is a ZIP archive without data.pkl, so not a checkpoint of torch.save");
            var root = entry.FullName[..^"data.pkl".Length];
            if (entry.Length > MaxPickleBytes)
            {
                throw new InvalidDataException($"describes its tensors in {entry.Length} bytes, at most {MaxPickleBytes} are read");
            }

            pickle = new byte[(int)Stored(entry).Length];
            using (var data = entry.Open())
            {
                data.ReadExactly(pickle);
            }

            if (archive.GetEntry(root + "byteorder") is { } order)
            {
                using var bytes = order.Open();
                using var text = TextFile.Open(bytes, "byteorder");
                if (text.ReadLine() != "little")
                {
                    throw new InvalidDataException("was written on a big-endian machine; convert it there to safetensors");
                }
            }

            return new ZipStorages(archive, root);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    public long? ByteCountOf(string key) => _archive.GetEntry($"{_root}data/{key}") is { } entry ? Stored(entry).Length : null;

    public void Read(string key, long offset, Span<byte> destination)
    {
        lock (_gate)
        {
            using var data = _archive.GetEntry($"{_root}data/{key}")!.Open();
            var skipped = new byte[(int)Math.Min(SkipBytes, offset)];
            for (var left = offset; left > 0; left -= Math.Min(left, skipped.Length))
            {
                data.ReadExactly(skipped.AsSpan(0, (int)Math.Min(left, skipped.Length)));
            }

            data.ReadExactly(destination);
        }
    }

    public void Dispose() => _archive.Dispose();

    private static ZipArchive Archive(Stream stream)
    {
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(
                $"is cut short: a checkpoint of torch.save is a ZIP archive, and the end of this one is not among its {stream.Length} bytes; "
                + "download the file again",
                exception);
        }
    }

    // torch stores and never compresses; what is compressed may be a bomb.
    private static ZipArchiveEntry Stored(ZipArchiveEntry entry) => entry.CompressedLength == entry.Length
        ? entry
        : throw new InvalidDataException($"holds {ShownName.From(entry.FullName)} compressed, which torch.save never does");
}
