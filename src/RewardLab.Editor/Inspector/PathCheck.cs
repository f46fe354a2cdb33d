namespace RewardLab.Editor.Inspector;

/// <summary>Refuses a folder where a file is meant.</summary>
internal static class PathCheck
{
    /// <summary>What is wrong with a path, one line; null where nothing is, or a folder may be meant too.</summary>
    /// <param name="path">The path; empty for none.</param>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What the option is, in words.</param>
    public static string? Problem(string path, string name, string description) =>
        path.Length > 0
        && (name.EndsWith("file", StringComparison.OrdinalIgnoreCase) || description.Contains("file", StringComparison.OrdinalIgnoreCase))
        && !description.Contains("folder", StringComparison.OrdinalIgnoreCase)
        && Directory.Exists(PathCompletion.Expand(path))
            ? "must be a file, but this is a folder"
            : null;
}
