using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Recipes;

/// <summary>An algorithm in a recipe.</summary>
public sealed class RecipeAlgorithm
{
    private readonly IAlgorithm _algorithm;

    internal RecipeAlgorithm(ComponentReference reference, RecipeSession session)
    {
        Reference = reference;
        _algorithm = session.Create<IAlgorithm>(reference);
    }

    /// <summary>Its id and options.</summary>
    public ComponentReference Reference { get; }

    /// <summary>Name for tables and reports.</summary>
    public string Name => _algorithm.Name;

    /// <summary>Runs to the end, or from the run's last checkpoint to the end. Parts that the algorithm brings itself may be left out.</summary>
    /// <param name="model">The model to generate with or to fine-tune.</param>
    /// <param name="reward">The reward to optimise.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="heldOutRewards">Rewards that are measured but never optimised.</param>
    /// <returns>What it left in the run: histories, checkpoints and adapters of fine-tunings, or the curve of best-of-n. Its tables and curves stand in the
    /// report, where <see cref="RecipeOptimization.Report"/> is called or else at the end.</returns>
    /// <exception cref="RewardLabException">A TextNorm in one of the rewards cannot score a prompt; or the algorithm lacks something, or cannot use what it was
    /// given.</exception>
    public RecipeOptimization Run(
        IImageModel? model = null, IRewardModel? reward = null, IReadOnlyList<string>? prompts = null, IReadOnlyList<IRewardModel>? heldOutRewards = null)
    {
        var session = RecipeSession.Current;
        var context = new OptimizationContext
        {
            Model = model,
            ModelReference = ComponentCatalog.ReferenceOf(model),
            Workers = session.Services.Workers,
            Reward = reward,
            Prompts = prompts ?? [],
            HeldOutRewards = heldOutRewards ?? [],
            Run = session.Run,
        };
        foreach (var used in context.HeldOutRewards.Prepend(reward).OfType<RecipeReward>())
        {
            session.Composed.Require(used.Node, context.Prompts);
        }

        var reader = new OptimizationReader(session);
        _algorithm.Run(context, session.Cancellation);
        var result = reader.Read(Reference, reward is null ? Name : $"{Name} against {reward.Name}");
        session.AtEnd(result.ReportRest);
        return result;
    }
}
