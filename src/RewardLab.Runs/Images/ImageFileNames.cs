using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Images;

/// <summary>Finds image files by paths, folders and patterns.</summary>
/// <remarks>
/// A file is an image by its first bytes, whatever it is called, or by its name: one that is called an image and is none is found too, so that reading it says
/// what is wrong. Formats that
/// are not read here (HEIC, AVIF, JPEG 2000 and more) are found for the same reason. Links are followed, and each real file is found once.
/// </remarks>
public static class ImageFileNames
{
    private static readonly string[] OtherExtensions = [".heic", ".heif", ".hif", ".avif", ".jp2", ".j2k", ".jpx", ".jxl", ".psd", ".exr", ".qoi"];

    /// <summary>What images that are read are called, most frequent first.</summary>
    public static IReadOnlyList<string> Extensions { get; } =
    [
        ".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".jpe", ".jfif", ".jif", ".tif", ".tiff", ".apng", ".dib",
    ];

    /// <summary>What an image that is read is called, by its content, such as ".jpg".</summary>
    /// <param name="file">The file's bytes, or the first of them.</param>
    /// <returns>Null for what is not read.</returns>
    public static string? ExtensionOf(ReadOnlySpan<byte> file) => ImageFormats.Detect(file[..Math.Min(file.Length, ImageFormats.HeaderLength)]) switch
    {
        ImageFormat.Png => ".png",
        ImageFormat.Jpeg => ".jpg",
        ImageFormat.Webp => ".webp",
        ImageFormat.Gif => ".gif",
        ImageFormat.Bmp => ".bmp",
        ImageFormat.Tiff => ".tif",
        _ => null,
    };

    /// <summary>The files that some patterns mean, each once, sorted.</summary>
    /// <param name="patterns">Files; folders, with all below them; or patterns with *, ? and, for any folders between, **.</param>
    /// <exception cref="RewardLabException">A pattern means no file.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            var before = found.Count;
            var any = false;
            foreach (var file in Match(pattern))
            {
                any = true;
                found.Add(file);
            }

            if (!any && found.Count == before)
            {
                throw new RewardLabException($"'{pattern}' matches no image. Give a file, a folder, or a quoted pattern such as \"images/**/*.png\".");
            }
        }

        return [.. FileWalk.DistinctFiles(found).Order(StringComparer.Ordinal)];
    }

    /// <summary>The image files in a folder and below; none where there are none or the folder cannot be read,
    /// for what is looked for may lie elsewhere.</summary>
    public static IReadOnlyList<string> In(string folder)
    {
        try
        {
            return Find([folder]);
        }
        catch (RewardLabException)
        {
            return [];
        }
    }

    private static IEnumerable<string> Match(string pattern)
    {
        try
        {
            if (File.Exists(pattern))
            {
                return [pattern];
            }

            if (Directory.Exists(pattern))
            {
                return [.. FileWalk.Files(pattern).Where(IsImage)];
            }

            var parts = pattern.Replace(Path.DirectorySeparatorChar, '/').Split('/');
            var fixedCount = Array.FindIndex(parts, part => part.AsSpan().IndexOfAny('*', '?') >= 0);
            if (fixedCount < 0)
            {
                return [];
            }

            var root = string.Join('/', parts[..fixedCount]);
            root = root.Length == 0 ? (pattern.StartsWith('/') ? "/" : ".") : root;
            return Directory.Exists(root) ? [.. Below(root, parts[fixedCount..])] : [];
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(pattern, exception);
        }
    }

    private static IEnumerable<string> Below(string folder, string[] parts)
    {
        if (parts is ["**", .. var rest])
        {
            return FileWalk.Folders(folder).SelectMany(sub => rest.Length == 0 ? Files(sub, "*") : Below(sub, rest));
        }

        return parts.Length == 1
            ? Files(folder, parts[0])
            : Directory.EnumerateDirectories(folder, parts[0]).SelectMany(sub => Below(sub, parts[1..]));
    }

    // Below the working folder paths are written without "./".
    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern)
            .Where(IsImage)
            .Select(file => file.StartsWith("./", StringComparison.Ordinal) || file.StartsWith(".\\", StringComparison.Ordinal) ? file[2..] : file);

    private static bool IsImage(string path) =>
        Path.GetExtension(path) is var extension
        && (Extensions.Concat(OtherExtensions).Contains(extension, StringComparer.OrdinalIgnoreCase) || ImageFormats.OfFile(path) != ImageFormat.None);
}
