using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Recipes;

/// <summary>An optimizer in a recipe.</summary>
public sealed class RecipeAlgorithm
{
    private readonly IAlgorithm _optimizer;

    internal RecipeAlgorithm(ComponentReference reference, RecipeSession session)
    {
        Reference = reference;
        _optimizer = session.Create<IAlgorithm>(reference);
    }

    /// <summary>Its id and options.</summary>
    public ComponentReference Reference { get; }

    /// <summary>Name for tables and reports.</summary>
    public string Name => _optimizer.Name;

    /// <summary>Runs to the end, or from the run's last checkpoint to the end. Parts that the optimizer brings itself may be left out.</summary>
    /// <param name="model">The model to draw from or to fine-tune.</param>
    /// <param name="reward">The reward to optimise.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="heldOutRewards">Rewards that are measured but never optimised.</param>
    /// <exception cref="RewardLabException">The optimizer lacks something, or cannot use what it was given.</exception>
    public void Run(
        IImageModel? model = null, IRewardModel? reward = null, IReadOnlyList<string>? prompts = null, IReadOnlyList<IRewardModel>? heldOutRewards = null)
    {
        var session = RecipeSession.Current;
        var context = new OptimizationContext
        {
            Model = model,
            Reward = reward,
            Prompts = prompts ?? [],
            HeldOutRewards = heldOutRewards ?? [],
            Run = session.Run,
        };
        _optimizer.Run(context, session.Cancellation);
    }
}
