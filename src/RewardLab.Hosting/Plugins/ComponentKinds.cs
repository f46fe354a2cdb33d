using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins;

/// <summary>The five kinds in words and types.</summary>
public static class ComponentKinds
{
    private static readonly (ComponentKind Kind, string Name, Type Contract)[] All =
    [
        (ComponentKind.Reward, "reward", typeof(IRewardModel)),
        (ComponentKind.Prompts, "prompts", typeof(IPromptGenerator)),
        (ComponentKind.Ensemble, "ensemble", typeof(IEnsemble)),
        (ComponentKind.Images, "images", typeof(IImageModel)),
        (ComponentKind.Optimizer, "optimizer", typeof(IOptimizer)),
    ];

    /// <summary>The word for a kind on the command line and in messages.</summary>
    public static string Name(ComponentKind kind) => All.First(entry => entry.Kind == kind).Name;

    /// <summary>The kind of a contract.</summary>
    /// <exception cref="ArgumentException">The type is none of the five contracts.</exception>
    public static ComponentKind Of(Type contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return All.FirstOrDefault(entry => entry.Contract == contract) is { Contract: not null } found
            ? found.Kind
            : throw new ArgumentException($"{contract.Name} is none of the five contracts.", nameof(contract));
    }
}
