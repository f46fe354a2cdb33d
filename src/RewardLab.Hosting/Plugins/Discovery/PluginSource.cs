using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Discovery;

/// <summary>Something in a plugins folder that may be a plugin.</summary>
/// <param name="Location">Its folder, or the file of a bare DLL.</param>
/// <param name="Folder">The folder that its files are in: <paramref name="Location"/>, or the plugins folder itself for a bare DLL.</param>
/// <param name="IsInProgramFolder">Whether it is beside the program.</param>
internal sealed record PluginSource(string Location, string Folder, bool IsInProgramFolder)
{
    public bool IsBare => !string.Equals(Location, Folder, StringComparison.Ordinal);

    /// <summary>The name to list it under while it does not say its id.</summary>
    public string FallbackId => IsBare ? Path.GetFileNameWithoutExtension(Location) : Path.GetFileName(Location);

    /// <summary>Everything in the plugins folders, program's first, each folder in ordinal order. Missing folders hold nothing.</summary>
    /// <param name="programFolder">The plugins folder beside the program.</param>
    /// <param name="userFolders">Those of the user.</param>
    /// <param name="log">Told of folders that cannot be read.</param>
    public static IEnumerable<PluginSource> In(string programFolder, IReadOnlyList<string> userFolders, Action<string> log) =>
        In(programFolder, true, log).Concat(userFolders.Where(folder => !Same(folder, programFolder)).SelectMany(folder => In(folder, false, log)));

    /// <summary>Deletes its folder, or a bare DLL with the .deps.json and .pdb of its name.</summary>
    /// <exception cref="RewardLabException">It cannot be deleted.</exception>
    public void Delete()
    {
        try
        {
            if (!IsBare)
            {
                Directory.Delete(Location, recursive: true);
                return;
            }

            foreach (var extension in (string[])[".dll", ".deps.json", ".pdb"])
            {
                File.Delete(Path.ChangeExtension(Location, extension));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"'{Location}' cannot be deleted: {OneLine.Format(exception.Message)}", exception);
        }
    }

    private static List<PluginSource> In(string folder, bool isInProgramFolder, Action<string> log)
    {
        try
        {
            folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
            return !Directory.Exists(folder)
                ? []
                : [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(path => new PluginSource(path, path, isInProgramFolder))
                    .Concat(Directory.EnumerateFiles(folder, "*.dll")
                        .Order(StringComparer.Ordinal)
                        .Select(path => new PluginSource(path, folder, isInProgramFolder)))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            log($"Plugins in '{folder}' are left out: {exception.Message}");
            return [];
        }
    }

    private static bool Same(string a, string b) => string.Equals(Path.GetFullPath(a), Path.GetFullPath(b), StringComparison.Ordinal);
}
