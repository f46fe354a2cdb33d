using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>What a recipe says about itself, read from its text without running it.</summary>
public sealed record RecipeInfo
{
    /// <summary>The file's name without ".csx".</summary>
    public required string Name { get; init; }

    /// <summary>Absolute path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>The comment that opens the file, a line for each line; empty when there is none.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Parameters in the order of their declaration, those of #load-ed files first.</summary>
    public IReadOnlyList<RecipeParameter> Parameters { get; init; } = [];

    /// <summary>The first line of <see cref="Summary"/>.</summary>
    public string Title => Summary.Split('\n')[0];

    /// <summary>Reads a recipe's text and that of the files it loads.</summary>
    /// <exception cref="RewardLabException">The file is missing, is not C#, or declares a parameter that cannot be read without running it.</exception>
    public static RecipeInfo Read(string path) => RecipeSource.Open(path).ReadInfo();
}
