using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>A recipe that is ready to run, any number of times.</summary>
public sealed class CompiledRecipe
{
    internal CompiledRecipe(RecipeImage image, bool isFromCache)
    {
        Image = image;
        IsFromCache = isFromCache;
    }

    /// <summary>Name, summary and parameters.</summary>
    public RecipeInfo Info => Image.Info;

    /// <summary>Members of the recipe API that it uses by their former names, a line each: file.csx(line,column) and the new name.</summary>
    public IReadOnlyList<string> Warnings => Image.Warnings;

    /// <summary>Whether compilation was skipped.</summary>
    public bool IsFromCache { get; }

    /// <summary>SHA-256 (hexadecimal) of each source file, by absolute path: the recipe and what it loads.</summary>
    public IReadOnlyDictionary<string, string> Sources => Image.Files.ToDictionary(f => f.Path, f => f.Sha256, StringComparer.Ordinal);

    internal RecipeImage Image { get; }
}
