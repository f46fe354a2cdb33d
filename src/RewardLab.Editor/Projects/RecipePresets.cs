namespace RewardLab.Editor.Projects;

/// <summary>The presets of a recipe: YAML files in presets/RECIPE beside it.</summary>
internal static class RecipePresets
{
    /// <summary>Their paths, by name.</summary>
    public static IReadOnlyList<string> Find(string recipePath)
    {
        var folder = FolderOf(recipePath);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>Where a recipe's own presets lie.</summary>
    public static string FolderOf(string recipePath) =>
        Path.Combine(Path.GetDirectoryName(recipePath)!, "presets", Path.GetFileNameWithoutExtension(recipePath));
}
