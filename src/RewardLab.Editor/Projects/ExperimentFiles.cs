using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Editor.Projects;

/// <summary>The experiments of a project: YAML files in the folder "experiments" of the recipes, the program's and the user's.</summary>
internal static class ExperimentFiles
{
    /// <summary>Their paths, by name, the user's first.</summary>
    public static IReadOnlyList<string> Find(RecipeCatalog recipes) =>
    [
        .. new[] { recipes.UserFolder, recipes.Folder }.OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Select(FolderOf)
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal)),
    ];

    /// <summary>Folder of experiment files beside a folder of recipes.</summary>
    public static string FolderOf(string recipesFolder) => Path.Combine(recipesFolder, "experiments");
}
