namespace RewardLab.Abstractions;

/// <summary>The five kinds of components that plugins contribute.</summary>
public enum ComponentKind
{
    /// <summary>An <see cref="IRewardModel"/>.</summary>
    Reward,

    /// <summary>An <see cref="IPromptGenerator"/>.</summary>
    Prompts,

    /// <summary>An <see cref="IEnsemble"/>.</summary>
    Ensemble,

    /// <summary>An <see cref="IImageModel"/>.</summary>
    Images,

    /// <summary>An <see cref="IOptimizer"/>.</summary>
    Optimizer,
}
