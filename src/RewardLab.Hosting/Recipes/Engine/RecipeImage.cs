using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Sources;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>A recipe as compiled: what the cache holds.</summary>
/// <param name="Info">Name, summary, parameters.</param>
/// <param name="Assembly">The assembly's bytes.</param>
/// <param name="Symbols">Its portable PDB's bytes.</param>
/// <param name="Files">Every source file that went into it.</param>
/// <param name="Absent">Paths where a file, had there been one, would have been loaded instead.</param>
internal sealed record RecipeImage(
    RecipeInfo Info, byte[] Assembly, byte[] Symbols, IReadOnlyList<LoadedFile> Files, IReadOnlyList<string> Absent)
{
    /// <summary>What the compiler says of members that have other names now, a line each, with its place.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
