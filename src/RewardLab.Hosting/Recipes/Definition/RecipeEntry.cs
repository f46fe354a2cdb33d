using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>A recipe in a list.</summary>
/// <param name="Name">Its path inside the recipes folder, without ".csx" and with forward slashes.</param>
/// <param name="Path">Absolute path.</param>
/// <param name="Info">What it says about itself; null when it cannot be read.</param>
/// <param name="Error">Why it cannot be read; null when it can.</param>
public sealed record RecipeEntry(string Name, string Path, RecipeInfo? Info, string? Error)
{
    /// <summary>The same with the options of the recipe's groups among its parameters;
    /// with the reason as its error where they do not fit the components.</summary>
    /// <param name="components">The components there are.</param>
    public RecipeEntry WithComponents(IReadOnlyList<ComponentDescription> components)
    {
        try
        {
            return Info is { OptionGroups.Count: > 0 } ? this with { Info = Info.WithComponents(components) } : this;
        }
        catch (RewardLabException exception)
        {
            return this with { Info = null, Error = exception.Message };
        }
    }
}
