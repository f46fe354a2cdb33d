using System.Collections.Concurrent;
using System.Security.Cryptography;
using RewardLab.Runs.Files;

namespace RewardLab.Studies.Database;

/// <summary>What an image's file holds, in 64 hexadecimal digits (SHA-256).</summary>
public static class ImageHash
{
    /// <summary>The hash of a file; null where it is missing or cannot be read.</summary>
    public static string? Compute(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            return null;
        }
    }

    /// <summary>One hash for all that an item shows: the image's own for labels; for comparisons that of both sides, whatever the order of images in each. Null
    /// where a file is missing.</summary>
    public static string? Of(StudyItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.Second.Count == 0 && item.First.Count == 1)
        {
            return item.First[0].Sha256;
        }

        string?[] hashes = [.. Sorted(item.First), "", .. Sorted(item.Second)];
        return hashes.Contains(null) ? null : Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(string.Join('\n', hashes))));
    }

    /// <summary>The items with the hashes of their images; those that have one keep it.</summary>
    internal static IReadOnlyList<StudyItem> Complete(IReadOnlyList<StudyItem> items)
    {
        var hashes = new ConcurrentDictionary<string, string?>(StringComparer.Ordinal);
        string[] paths =
        [
            .. items.SelectMany(item => item.First.Concat(item.Second)).Where(image => image.Sha256 is null).Select(image => image.Path)
                .Distinct(StringComparer.Ordinal),
        ];
        Parallel.ForEach(paths, path => hashes[path] = Compute(path));
        return paths.Length == 0
            ? items
            : [.. items.Select(item => item with { First = [.. item.First.Select(Hashed)], Second = [.. item.Second.Select(Hashed)] })];

        StudyImage Hashed(StudyImage image) => image.Sha256 is null ? image with { Sha256 = hashes[image.Path] } : image;
    }

    private static IEnumerable<string?> Sorted(IReadOnlyList<StudyImage> images) => images.Select(image => image.Sha256).Order(StringComparer.Ordinal);
}
