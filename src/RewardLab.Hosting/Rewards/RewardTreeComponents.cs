using RewardLab.Abstractions;

namespace RewardLab.Hosting.Rewards;

/// <summary>The components that a reward tree is made of.</summary>
public static class RewardTreeComponents
{
    /// <summary>The components of a tree in depth-first order, as often as they occur.</summary>
    /// <exception cref="ArgumentException">A node is of no known kind.</exception>
    public static IEnumerable<(ComponentKind Kind, ComponentReference Component)> Of(RewardNode node) => node switch
    {
        RewardModelNode leaf => [(ComponentKind.Reward, leaf.Component)],
        TextNormNode textNorm => [.. Of(textNorm.Inner), (ComponentKind.PromptGenerator, textNorm.Generator)],
        EnsembleNode ensemble => [(ComponentKind.Ensemble, ensemble.Ensemble), .. ensemble.Members.SelectMany(Of)],
        null => throw new ArgumentNullException(nameof(node)),
        _ => throw new ArgumentException($"A {node.GetType().Name} is not a kind of reward.", nameof(node)),
    };
}
