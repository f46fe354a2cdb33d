using Microsoft.CodeAnalysis;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Sources;

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

    /// <summary>Parameters in the order of their declaration, those of #load-ed files first;
    /// after <see cref="WithComponents"/> the options of its groups too.</summary>
    public IReadOnlyList<RecipeParameter> Parameters { get; init; } = [];

    /// <summary>Components whose own options can be set, in the order of their declaration.</summary>
    public IReadOnlyList<RecipeOptionGroup> OptionGroups { get; init; } = [];

    /// <summary>Names that parameters had in the former version, each with the names it has now.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> FormerNames { get; init; } = new Dictionary<string, IReadOnlyList<string>>(
        StringComparer.Ordinal);

    /// <summary>Whether <see cref="Parameters"/> hold the options of its groups.</summary>
    internal bool HasComponents { get; init; }

    /// <summary>The first line of <see cref="Summary"/>.</summary>
    public string Title => Summary.Split('\n')[0];

    /// <summary>The same with the options of its groups among the parameters, as the components' own records describe them.</summary>
    /// <param name="components">The components there are.</param>
    /// <exception cref="RewardLabException">There is no such component, or the recipe gives it an option that it does not have,
    /// or a value that does not fit.</exception>
    public RecipeInfo WithComponents(IReadOnlyList<ComponentDescription> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        return this with
        {
            HasComponents = true,
            Parameters =
            [
                .. Parameters.Where(parameter => parameter.Option is null),
                .. OptionGroups.SelectMany(group => OptionParameters.Of(group, components)),
            ],
        };
    }

    /// <summary>Reads a recipe's text and that of the files it loads.</summary>
    /// <exception cref="RewardLabException">The file is missing, is not C#, or declares a parameter that cannot be read without running it.</exception>
    public static RecipeInfo Read(string path) => Read(RecipeSource.Open(path));

    /// <summary>Name, summary, parameters and groups of options of a recipe that was parsed.</summary>
    /// <exception cref="RewardLabException">A parameter cannot be read without running the recipe.</exception>
    internal static RecipeInfo Read(RecipeSource source)
    {
        SyntaxTree[] trees = [.. source.Compilation.SyntaxTrees];
        var options = new OptionGroupReader(trees);
        return new RecipeInfo
        {
            Name = System.IO.Path.GetFileNameWithoutExtension(source.Path),
            Path = source.Path,
            Summary = SummaryReader.Read(source.Main.GetRoot()),
            Parameters = new ParameterReader(trees).Read(),
            OptionGroups = options.Groups(),
            FormerNames = options.FormerNames(),
        };
    }
}
