using RewardLab.Hosting.Recipes.Sources;

namespace RewardLab.Hosting.Recipes.Templates;

/// <summary>What was written for a new recipe.</summary>
/// <param name="Recipe">The recipe's path.</param>
/// <param name="Written">The paths of all files that were written, the recipe's first.</param>
/// <param name="Advice">What is left for the user to do so that editors complete recipes, a line each; empty where nothing is.</param>
public sealed record RecipeTemplateResult(string Recipe, IReadOnlyList<string> Written, IReadOnlyList<string> Advice)
{
    /// <summary>Whether the recipe is a C# program of one file, which 'dotnet run' starts too.</summary>
    public bool IsProgram => RecipeProgramFile.Is(Recipe);
}
