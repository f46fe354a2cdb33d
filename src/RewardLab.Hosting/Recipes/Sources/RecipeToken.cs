using System.Runtime.InteropServices;

namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>A piece of a line of a recipe.</summary>
/// <param name="Text">The piece; no line end.</param>
/// <param name="Kind">What it is.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RecipeToken(string Text, RecipeTokenKind Kind);
