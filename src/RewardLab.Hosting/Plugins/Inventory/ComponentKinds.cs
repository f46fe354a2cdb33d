using RewardLab.Abstractions;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Plugins.Inventory;

/// <summary>The five kinds in words and types.</summary>
public static class ComponentKinds
{
    private static readonly (ComponentKind Kind, string Name, string Noun, Type Contract)[] All =
    [
        (ComponentKind.Reward, "reward", "reward", typeof(IRewardModel)),
        (ComponentKind.PromptGenerator, "prompts", "prompt generator", typeof(IPromptGenerator)),
        (ComponentKind.Ensemble, "ensemble", "ensemble", typeof(IEnsemble)),
        (ComponentKind.ImageModel, "images", "image model", typeof(IImageModel)),
        (ComponentKind.Algorithm, "optimizer", "optimizer", typeof(IAlgorithm)),
    ];

    /// <summary>The words for the kinds on the command line.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    /// <summary>The word for a kind on the command line, such as "images".</summary>
    public static string Name(ComponentKind kind) => All.First(entry => entry.Kind == kind).Name;

    /// <summary>One component of a kind in a sentence, such as "image model".</summary>
    public static string Noun(ComponentKind kind) => All.First(entry => entry.Kind == kind).Noun;

    /// <summary>The kind of a word on the command line; case does not matter.</summary>
    /// <exception cref="RewardLabException">The word is none of <see cref="Names"/>.</exception>
    public static ComponentKind Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase)) is { Contract: not null } found
            ? found.Kind
            : throw new RewardLabException($"'{OneLine.Format(name)}' is not a kind of component. {NearestName.Advice(name, Names)}");
    }

    /// <summary>The kind of a contract.</summary>
    /// <exception cref="ArgumentException">The type is none of the five contracts.</exception>
    public static ComponentKind From(Type contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return All.FirstOrDefault(entry => entry.Contract == contract) is { Contract: not null } found
            ? found.Kind
            : throw new ArgumentException($"{contract.Name} is none of the five contracts.", nameof(contract));
    }
}
