namespace RewardLab.Hosting;

/// <summary>The recipes, presets, experiments and scripts that came with the program: beside it where it was published or installed, above it where it was
/// built from its sources.</summary>
public static class ShippedFiles
{
    private const string RecipesName = "recipes";
    private const string ScriptsName = "scripts";

    /// <summary>The folder of the program's recipes; null where there is none.</summary>
    public static string? Recipes => FindRecipes(AppContext.BaseDirectory);

    /// <summary>The folder that holds the folders "recipes" and "scripts" of the program; null where there is none.</summary>
    internal static string? Root => Path.GetDirectoryName(Recipes);

    /// <summary>The file that a path means: the user's own before the program's.</summary>
    /// <param name="path">A path as a user gives it, such as recipes/experiments/best-of-n.yaml.</param>
    /// <returns>The program's file where the path begins with "recipes" or "scripts" and there is no such file in the current folder; else the path.</returns>
    public static string Resolve(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return !File.Exists(path) && !Path.IsPathRooted(path) && FirstFolder(path) is RecipesName or ScriptsName && Root is { } root
            && Path.Combine(root, path) is var shipped && File.Exists(shipped)
            ? shipped
            : path;
    }

    /// <summary>The nearest folder "recipes" with recipes in it.</summary>
    /// <param name="start">Absolute path of the folder to begin with; those above it follow.</param>
    internal static string? FindRecipes(string start)
    {
        for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var recipes = RecipesIn(folder);
            if (Directory.Exists(recipes) && Directory.EnumerateFiles(recipes, "*.csx").Any())
            {
                return recipes;
            }
        }

        return null;
    }

    /// <summary>The folder "recipes" of a folder, whether it is there or not.</summary>
    /// <param name="folder">Absolute path.</param>
    internal static string RecipesIn(string folder) => Path.Combine(folder, RecipesName);

    private static string FirstFolder(string path) => path.Split('/', '\\')[0];
}
