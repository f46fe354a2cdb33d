using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Hosting.Rewards;

namespace RewardLab.Hosting.Recipes;

/// <content>Rewards: models by id, and what is composed of them.</content>
public static partial class Lab
{
    /// <summary>A reward model, such as "toybox-clip".</summary>
    /// <param name="id">Its id.</param>
    /// <param name="options">new { name = value } or a dictionary; what is left out keeps its default.</param>
    /// <exception cref="RewardLabException">The id is unknown, or an option does not fit. The model is made when it is first asked for.</exception>
    public static RecipeReward Reward(string id, object? options = null) => options is not Delegate
        ? Reward(new RewardModelNode(Reference(id, options)))
        : throw new RewardLabException(
            $"Lab.Reward(\"{id}\"): a function that scores takes (image, prompt) and returns a number, or takes (images, prompts) and returns double[,] or a "
            + "ScoreMatrix, [images, prompts]; or a task of either.");

    /// <summary>The reward that a tree describes.</summary>
    /// <exception cref="RewardLabException">An id in it is unknown, or an option does not fit.</exception>
    public static RecipeReward Reward(RewardNode tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var session = RecipeSession.Current;
        session.Require(tree);
        session.Composed.Add(tree);
        return new RecipeReward(tree, session);
    }

    /// <summary>A reward calibrated by a softmax over contrastive prompts (Kim et al., ICLR 2024): min-max with its default scale where neither tau nor scale
    /// is given.</summary>
    /// <remarks>Prompts that it cannot score are found before images are generated for them. One that is not meant for some prompts is composed after
    /// <see cref="Generate"/> of those.</remarks>
    /// <param name="inner">The reward.</param>
    /// <param name="generator">The id of the generator of contrastive prompts, such as "counting".</param>
    /// <param name="tau">Temperature of equation 1 (or of the logit difference), in units of the reward, above 0.</param>
    /// <param name="scale">Min-max's scale, above 0.</param>
    /// <param name="variant">Which TextNorm; null for what tau or scale say.</param>
    /// <exception cref="RewardLabException">Tau or scale is not above 0, both are given, or one does not go with the variant.</exception>
    public static RecipeReward TextNorm(RecipeReward inner, string generator, double? tau = null, double? scale = null, TextNormVariant? variant = null) =>
        TextNorm(inner, PromptGenerator(generator), tau, scale, variant);

    /// <inheritdoc cref="TextNorm(RecipeReward, string, double?, double?, TextNormVariant?)"/>
    /// <param name="inner">The reward.</param>
    /// <param name="generator">The generator of contrastive prompts.</param>
    /// <param name="tau">Temperature of equation 1 (or of the logit difference), in units of the reward, above 0.</param>
    /// <param name="scale">Min-max's scale, above 0.</param>
    /// <param name="variant">Which TextNorm; null for what tau or scale say.</param>
    public static RecipeReward TextNorm(
        RecipeReward inner,
        RecipePrompts generator,
        double? tau = null,
        double? scale = null,
        TextNormVariant? variant = null) =>
        TextNorm(inner, generator, new TextNormOptions { Tau = tau, Scale = scale, Variant = variant });

    /// <inheritdoc cref="TextNorm(RecipeReward, string, double?, double?, TextNormVariant?)"/>
    /// <param name="inner">The reward.</param>
    /// <param name="generator">The generator of contrastive prompts.</param>
    /// <param name="options">Variant, and its scale or temperature.</param>
    public static RecipeReward TextNorm(RecipeReward inner, RecipePrompts generator, TextNormOptions options)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(options);
        return Reward(new TextNormNode(inner.Node, generator.Reference, TextNormBinder.Bind(OptionsDescription.ValuesOf(options))));
    }

    /// <summary>Several rewards combined by an ensemble.</summary>
    /// <param name="id">The ensemble's id, such as "mean".</param>
    /// <param name="members">At least one reward, on one scale, as TextNorm's are.</param>
    /// <param name="options">new { name = value } or a dictionary.</param>
    public static RecipeReward Ensemble(string id, IReadOnlyList<RecipeReward> members, object? options = null)
    {
        ArgumentNullException.ThrowIfNull(members);
        return members.Count > 0
            ? Reward(new EnsembleNode(Reference(id, options), [.. members.Select(member => member.Node)]))
            : throw new RewardLabException($"Ensemble '{id}' has no members. Give at least one reward.");
    }

    /// <summary>The mean of rewards (Kim et al., ICLR 2024, equation 2).</summary>
    public static RecipeReward Mean(params IReadOnlyList<RecipeReward> members) => Ensemble("mean", members);

    /// <summary>The mean of rewards minus lambda times their population variance (Kim et al., ICLR 2024, equation 3).</summary>
    public static RecipeReward Uncertainty(double lambda, params IReadOnlyList<RecipeReward> members) => Ensemble("uncertainty", members, new { lambda });
}
