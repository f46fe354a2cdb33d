namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>The options of a component that a recipe exposes with <see cref="Lab"/>.Options.</summary>
/// <param name="Name">What comes before the dot in --set and presets, such as "ddpo" in ddpo.epochs.</param>
/// <param name="Component">The component's id.</param>
/// <param name="Differences">Values in which the recipe differs from the component's own defaults, by option, as --set writes them.</param>
/// <param name="Place">Where it is declared: file.csx(line,column).</param>
public sealed record RecipeOptionGroup(string Name, string Component, IReadOnlyDictionary<string, string> Differences, string Place);
