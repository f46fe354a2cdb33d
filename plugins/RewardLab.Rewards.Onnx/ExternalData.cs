using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Rewards.Onnx;

/// <summary>The files beside an ONNX file that hold its weights, where it does not hold them itself.</summary>
internal static class ExternalData
{
    // A file whose weights lie elsewhere holds little more than the graph.
    private const long MaxBytes = 64L << 20;

    /// <summary>What is wrong with those files; null where nothing is, or where there are none.</summary>
    /// <returns>The end of a message, "keeps ...; do ...".</returns>
    public static string? Problem(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var location in Locations(path))
        {
            var file = Path.Combine(folder, location);
            if (!File.Exists(file))
            {
                return $"keeps its weights in '{location}', which is not beside it; download that file too, into the same folder.";
            }

            if (MistakenFile.Describe(file) is { } mistake)
            {
                return $"keeps its weights in '{location}' beside it, which {mistake}";
            }
        }

        return null;
    }

    // onnx.proto: TensorProto.external_data is a list of entries key (field 1) and value (field 2), of which "location" is the file. Whoever writes an entry
    // writes the key first.
    private static IEnumerable<string> Locations(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: <= MaxBytes })
        {
            return [];
        }

        var bytes = File.ReadAllBytes(path).AsSpan();
        var found = new List<string>();
        while (bytes.IndexOf("\x0A\x08location\x12"u8) is >= 0 and var start)
        {
            bytes = bytes[(start + 11)..];

            // A length below 128 is one byte; names of files are no longer.
            if (bytes is [> 0 and < 128, ..] && bytes.Length > bytes[0])
            {
                found.Add(Encoding.UTF8.GetString(bytes.Slice(1, bytes[0])));
            }
        }

        return found.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }
}
