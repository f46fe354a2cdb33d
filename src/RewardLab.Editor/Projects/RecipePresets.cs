using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Editor.Projects;

/// <summary>The presets of a recipe: YAML files in presets/RECIPE beside it, and, of a recipe of the program's, in the user's own folder of recipes.</summary>
internal static class RecipePresets
{
    private const string FolderName = "presets";

    /// <summary>Their paths, by name, those beside the recipe first.</summary>
    public static IReadOnlyList<string> Find(RecipeCatalog recipes, string recipePath) =>
    [
        .. new[] { Beside(recipePath), FolderOf(recipes, recipePath) }.Distinct(StringComparer.Ordinal)
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal)),
    ];

    /// <summary>Where a new preset of a recipe goes: beside it, or, as the program's folder is not the user's, into the user's folder of recipes.</summary>
    public static string FolderOf(RecipeCatalog recipes, string recipePath) =>
        recipes.UserFolder is { } own && own != recipes.Folder && IsIn(recipes.Folder, recipePath)
            ? Path.Combine(own, FolderName, Path.GetFileNameWithoutExtension(recipePath))
            : Beside(recipePath);

    private static string Beside(string recipePath) =>
        Path.Combine(Path.GetDirectoryName(recipePath)!, FolderName, Path.GetFileNameWithoutExtension(recipePath));

    private static bool IsIn(string? folder, string path) =>
        folder is not null && !Path.GetRelativePath(folder, path).StartsWith("..", StringComparison.Ordinal);
}
