namespace RewardLab.Abstractions;

/// <summary>What an optimizer works on. An optimizer says clearly which parts it cannot do without.</summary>
public sealed record OptimizationContext
{
    /// <summary>The model to draw from or to fine-tune; null for optimizers that bring their own.</summary>
    public IImageModel? Model { get; init; }

    /// <summary>The reward to optimise (the proxy); null for optimizers that need none.</summary>
    public IRewardModel? Reward { get; init; }

    /// <summary>Rewards that are measured but never optimised, such as the truth where it is known.</summary>
    public IReadOnlyList<IRewardModel> HeldOutRewards { get; init; } = [];

    /// <summary>The former name of <see cref="HeldOutRewards"/>.</summary>
    [Obsolete("Use HeldOutRewards.")]
    public IReadOnlyList<IRewardModel> Observers
    {
        get => HeldOutRewards;
        init => HeldOutRewards = value;
    }

    /// <summary>The prompts; may be empty for optimizers that bring their own.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>The run: seed, events, files, progress.</summary>
    public required IRun Run { get; init; }
}
