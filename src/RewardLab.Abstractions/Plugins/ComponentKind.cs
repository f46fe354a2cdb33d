namespace RewardLab.Abstractions;

/// <summary>The five kinds of components that plugins contribute.</summary>
public enum ComponentKind
{
    /// <summary>An <see cref="IRewardModel"/>.</summary>
    Reward,

    /// <summary>An <see cref="IPromptGenerator"/>.</summary>
    PromptGenerator,

    /// <summary>An <see cref="IEnsemble"/>.</summary>
    Ensemble,

    /// <summary>An <see cref="IImageModel"/>.</summary>
    ImageModel,

    /// <summary>An <see cref="IAlgorithm"/>.</summary>
    Algorithm,
}
