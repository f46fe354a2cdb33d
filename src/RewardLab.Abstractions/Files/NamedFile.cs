namespace RewardLab.Abstractions;

/// <summary>Finds the files that tables and lists refer to.</summary>
public static class NamedFile
{
    /// <summary>Where a file lies.</summary>
    /// <remarks>Tables written on Windows separate folders by backslashes: if no file has the name as it is, backslashes are separators here, too.</remarks>
    /// <param name="folder">The folder that a relative name begins at.</param>
    /// <param name="name">The name in the table: a file, relative or absolute.</param>
    /// <returns>The path, or null where there is no such file.</returns>
    public static string? Find(string folder, string name)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(name);
        var path = Path.Combine(folder, name);
        if (File.Exists(path))
        {
            return path;
        }

        path = Path.Combine(folder, name.Replace('\\', '/'));
        return name.Contains('\\', StringComparison.Ordinal) && File.Exists(path) ? path : null;
    }
}
