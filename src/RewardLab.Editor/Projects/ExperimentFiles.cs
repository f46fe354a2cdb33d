namespace RewardLab.Editor.Projects;

/// <summary>The experiments of a project: YAML files in the folder "experiments" of the recipes.</summary>
internal static class ExperimentFiles
{
    /// <summary>Their paths, by name.</summary>
    /// <param name="recipesFolder">The folder of recipes; null for none.</param>
    public static IReadOnlyList<string> In(string? recipesFolder) =>
        recipesFolder is not null && Directory.Exists(FolderOf(recipesFolder))
            ? [.. Directory.EnumerateFiles(FolderOf(recipesFolder), "*.yaml").Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Folder of experiment files beside a folder of recipes.</summary>
    public static string FolderOf(string recipesFolder) => Path.Combine(recipesFolder, "experiments");
}
