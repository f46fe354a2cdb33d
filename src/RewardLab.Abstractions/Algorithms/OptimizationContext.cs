namespace RewardLab.Abstractions;

/// <summary>What an algorithm works on. An algorithm that lacks a part that it needs throws a <see cref="RewardLabException"/> that says which.</summary>
public sealed record OptimizationContext
{
    /// <summary>The model to generate with or to fine-tune; null for algorithms with their own.</summary>
    public IImageModel? Model { get; init; }

    /// <summary>The component that <see cref="Model"/> is, so that workers can make it too; null where it is none, such as a model that a recipe
    /// wrote.</summary>
    public ComponentReference? ModelReference { get; init; }

    /// <summary>The reward to optimise (the proxy); null for algorithms that need none.</summary>
    public IRewardModel? Reward { get; init; }

    /// <summary>Rewards that are measured but never optimised, such as the ground truth where it is known.</summary>
    public IReadOnlyList<IRewardModel> HeldOutRewards { get; init; } = [];

    /// <summary>The prompts; may be empty for algorithms with their own.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>Does units of work: in this process, or on workers.</summary>
    public IWorkerPool Workers { get; init; } = NoWorkers.Instance;

    /// <summary>The run: seed, events, files, progress.</summary>
    public required IRun Run { get; init; }
}
