using RewardLab.Abstractions;
using RewardLab.Calibration.TextNorms;

namespace RewardLab.Calibration.Trees;

/// <summary>Makes rewards of their descriptions.</summary>
public static class RewardTree
{
    /// <summary>Makes the reward that a tree describes. Disposing it disposes every part.</summary>
    /// <param name="node">The tree.</param>
    /// <param name="catalog">Where components come from.</param>
    /// <exception cref="RewardLabException">A component is unknown or cannot be made, an option is out of range, or an ensemble has no members;
    /// whatever was made by then is disposed.</exception>
    public static IRewardModel Build(RewardNode node, IComponentCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(catalog);
        var made = new List<object>();
        try
        {
            return Build(node, catalog, made);
        }
        catch
        {
            for (var i = made.Count - 1; i >= 0; i--)
            {
                (made[i] as IDisposable)?.Dispose();
            }

            throw;
        }
    }

    // Only the catalog's components are kept in made: what is composed of them owns nothing else.
    private static IRewardModel Build(RewardNode node, IComponentCatalog catalog, List<object> made)
    {
        switch (node)
        {
            case RewardModelNode leaf:
                return Create<IRewardModel>(leaf.Component, catalog, made);
            case TextNormNode textNorm:
                OptionsCheck.Require(textNorm.Options, nameof(TextNorm));
                var inner = Build(textNorm.Inner, catalog, made);
                return new TextNorm(inner, Create<IPromptGenerator>(textNorm.Generator, catalog, made), textNorm.Options);
            case EnsembleNode ensemble:
                var rule = Create<IEnsemble>(ensemble.Ensemble, catalog, made);
                return new EnsembleReward([.. ensemble.Members.Select(member => Build(member, catalog, made))], rule);
            default:
                throw new ArgumentException($"A {node.GetType().Name} is not a kind of reward.", nameof(node));
        }
    }

    private static T Create<T>(ComponentReference reference, IComponentCatalog catalog, List<object> made)
        where T : class
    {
        var component = catalog.Create<T>(reference);
        made.Add(component);
        return component;
    }
}
