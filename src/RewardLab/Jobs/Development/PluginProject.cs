using RewardLab.Abstractions;

namespace RewardLab.Jobs.Development;

/// <summary>The project of a plugin: its file, and the state of its sources.</summary>
/// <param name="File">The project's file, absolute.</param>
internal sealed record PluginProject(string File)
{
    private const string Pattern = "*.csproj";
    private static readonly string[] Sources = [".cs", ".csproj", ".props", ".targets", ".resx", ".yaml"];
    private static readonly string[] Outputs = ["bin", "obj", "runs"];

    /// <summary>The project's folder.</summary>
    public string Folder => Path.GetDirectoryName(File)!;

    /// <summary>Finds the project of a folder.</summary>
    /// <param name="place">The folder, or the project's file.</param>
    /// <exception cref="RewardLabException">There is none, or several.</exception>
    public static PluginProject Find(string place)
    {
        if (System.IO.File.Exists(place))
        {
            return new PluginProject(Path.GetFullPath(place));
        }

        if (!Directory.Exists(place))
        {
            throw new RewardLabException($"There is no folder '{place}'. 'rewardlab plugins new NAME --kind KIND' makes a plugin's project.");
        }

        string[] found = [.. Directory.EnumerateFiles(Path.GetFullPath(place), Pattern).Order(StringComparer.Ordinal)];
        return found.Length switch
        {
            1 => new PluginProject(found[0]),
            0 => throw new RewardLabException($"'{place}' holds no project ({Pattern}). Name the folder of a plugin's project."),
            _ => throw new RewardLabException($"'{place}' holds several projects. Name one: {string.Join(", ", found.Select(Path.GetFileName))}."),
        };
    }

    /// <summary>The sources with their times and sizes: another text where one was changed, added or removed.</summary>
    /// <remarks>Asked for again and again: it works on network drives and in any number of folders, where notices of changes are lost.</remarks>
    public string State()
    {
        var files = new List<string>();
        var folders = new Stack<DirectoryInfo>([new DirectoryInfo(Folder)]);
        while (folders.TryPop(out var folder))
        {
            try
            {
                files.AddRange(folder.EnumerateFiles()
                    .Where(file => Sources.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
                    .Select(file => $"{file.FullName} {file.LastWriteTimeUtc.Ticks} {file.Length}"));
                foreach (var inner in folder.EnumerateDirectories().Where(inner => !inner.Name.StartsWith('.') && inner.LinkTarget is null))
                {
                    if (!Outputs.Contains(inner.Name, StringComparer.OrdinalIgnoreCase))
                    {
                        folders.Push(inner);
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Gone while it was read: the next scan sees what is left.
                continue;
            }
        }

        files.Sort(StringComparer.Ordinal);
        return string.Join('\n', files);
    }
}
