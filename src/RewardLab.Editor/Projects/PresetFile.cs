using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Editor.Projects;

/// <summary>A preset of a recipe in the project.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="Path">Absolute path.</param>
/// <param name="Error">Why it does not fit the recipe; null where it does.</param>
internal sealed record PresetFile(RecipeEntry Recipe, string Path, string? Error);
