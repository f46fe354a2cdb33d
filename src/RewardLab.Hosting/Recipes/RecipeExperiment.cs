using RewardLab.Abstractions;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Recipes;

/// <summary>An experiment of a file in a recipe: its parts, each made when first asked and disposed when the recipe ends.</summary>
public sealed class RecipeExperiment
{
    private readonly Lazy<IImageModel?> _model;
    private readonly Lazy<IReadOnlyList<string>> _prompts;

    internal RecipeExperiment(Experiment definition, RecipeSession session)
    {
        Definition = definition;
        _model = new Lazy<IImageModel?>(() => definition.Model is { } model ? session.Create<IImageModel>(model) : null);
        _prompts = new Lazy<IReadOnlyList<string>>(() => definition.Prompts.IsEmpty ? [] : definition.Prompts.Read());
        Reward = definition.Reward is { } tree ? new RecipeReward(tree, session) : null;
        HeldOutRewards = [.. definition.HeldOutRewards.Select(heldOutReward => new RecipeReward(heldOutReward.Reward, session, heldOutReward.Name))];
        foreach (var reward in HeldOutRewards.Prepend(Reward).OfType<RecipeReward>())
        {
            session.Composed.Add(reward.Node);
        }
    }

    /// <summary>What the file says.</summary>
    public Experiment Definition { get; }

    /// <summary>The image model; null for none.</summary>
    public IImageModel? Model => _model.Value;

    /// <summary>The prompts; empty for none.</summary>
    public IReadOnlyList<string> Prompts => _prompts.Value;

    /// <summary>The reward; null for none.</summary>
    public RecipeReward? Reward { get; }

    /// <summary>Rewards that are measured and never optimised.</summary>
    public IReadOnlyList<RecipeReward> HeldOutRewards { get; }

    /// <summary>Runs its optimizer to the end, or from the run's last checkpoint to the end.</summary>
    /// <returns>What the optimizer left in the run.</returns>
    /// <exception cref="RewardLabException">It has no algorithm, or the algorithm lacks something.</exception>
    public RecipeOptimization Optimize() => new RecipeAlgorithm(
        Definition.Optimizer ?? throw new RewardLabException("The experiment has no optimizer. Generate its images with Lab.Generate, or add an optimizer."),
        RecipeSession.Current)
        .Run(Model, Reward, Prompts, HeldOutRewards);
}
