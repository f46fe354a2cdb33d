namespace RewardLab.Abstractions;

/// <summary>Finds the files that tables and lists name.</summary>
public static class NamedFile
{
    /// <summary>Where a file lies.</summary>
    /// <remarks>Tables that were written on Windows part folders by backslashes: where no file has the name as it stands, they part folders here too.</remarks>
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
