using RewardLab.Abstractions;
using RewardLab.Experiments.Files;

namespace RewardLab.Experiments.Scoring;

/// <summary>Finds picture files by paths, folders and patterns.</summary>
public static class PictureFiles
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"];

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
                throw new RewardLabException($"'{pattern}' means no picture: give a file, a folder, or a quoted pattern such as \"pictures/**/*.png\".");
            }
        }

        return [.. found];
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
                return [.. Directory.EnumerateFiles(pattern, "*", SearchOption.AllDirectories).Where(IsPicture)];
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
            return Directory.EnumerateDirectories(folder).SelectMany(sub => Below(sub, parts)).Concat(rest.Length == 0 ? Files(folder, "*") : Below(folder, rest));
        }

        return parts.Length == 1
            ? Files(folder, parts[0])
            : Directory.EnumerateDirectories(folder, parts[0]).SelectMany(sub => Below(sub, parts[1..]));
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Where(IsPicture).Select(file => folder == "." ? Path.GetRelativePath(".", file) : file);

    private static bool IsPicture(string path) => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());
}
