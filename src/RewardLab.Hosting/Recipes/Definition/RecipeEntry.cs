namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>A recipe in a list.</summary>
/// <param name="Name">Its path inside the recipes folder, without ".csx" and with forward slashes.</param>
/// <param name="Path">Absolute path.</param>
/// <param name="Info">What it says about itself; null when it cannot be read.</param>
/// <param name="Error">Why it cannot be read; null when it can.</param>
public sealed record RecipeEntry(string Name, string Path, RecipeInfo? Info, string? Error);
