using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Editor.Processes;
using RewardLab.Hosting;
using RewardLab.Runs.Files;

namespace RewardLab.Editor.Documents;

/// <summary>A recipe, the scripts that it loads and its preset, as they are at one moment.</summary>
internal static partial class RecipeSnapshot
{
    /// <summary>Keeps copies of the files in the user's cache.</summary>
    /// <param name="recipe">The recipe's absolute path.</param>
    /// <param name="preset">The preset's absolute path; null for none.</param>
    /// <param name="folders">The user's folders.</param>
    /// <exception cref="RewardLabException">A file cannot be read, or its copy not be written.</exception>
    public static IReadOnlyList<FrozenFile> Create(string recipe, string? preset, UserFolders folders)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        Add(recipe, files);
        if (preset is not null)
        {
            files.TryAdd(preset, Read(preset));
        }

        return FrozenFile.CreateAll([.. files.Select(file => (file.Key, file.Value))], folders);
    }

    private static void Add(string path, Dictionary<string, byte[]> files)
    {
        if (!files.TryAdd(path, []))
        {
            return;
        }

        files[path] = Read(path);
        foreach (Match load in Loads().Matches(System.Text.Encoding.UTF8.GetString(files[path])))
        {
            // What is beside neither is found in the program's own scripts, which do not change while it runs.
            var name = load.Groups["path"].Value;
            if (Candidates(name, path).FirstOrDefault(File.Exists) is { } loaded)
            {
                Add(loaded, files);
            }
        }
    }

    private static IEnumerable<string> Candidates(string name, string loader)
    {
        var folder = Path.GetDirectoryName(loader)!;
        yield return Path.GetFullPath(name, folder);
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            yield return Path.GetFullPath(name, Path.Combine(above, "scripts"));
        }
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }

    [GeneratedRegex(@"^[ \t]*#load[ \t]+""(?<path>[^""\r\n]+)""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Loads();
}
