using RewardLab.Abstractions;

namespace RewardLab.Editor.Projects;

/// <summary>Where a preset or an experiment of a new name goes.</summary>
internal static class NewFile
{
    /// <summary>The path of a YAML file in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The file's name, with or without ".yaml".</param>
    /// <exception cref="RewardLabException">The name leads out of the folder, or is none.</exception>
    public static string PathOf(string folder, string name)
    {
        var bare = name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) ? name[..^5] : name;
        return bare.Length > 0 && bare[0] != '.' && bare.IndexOfAny(['/', '\\', ':', '*', '?', '"', '<', '>', '|', '\0']) < 0
            ? Path.Combine(folder, $"{bare}.yaml")
            : throw new RewardLabException($"'{name}' cannot be the name of a file. Use letters, digits, spaces, '-', '_' and '.'; it is saved in {folder}.");
    }
}
