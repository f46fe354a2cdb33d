using RewardLab.Abstractions;

namespace RewardLab.Hosting.Checks;

/// <summary>What components are checked with.</summary>
public sealed record CheckOptions
{
    /// <summary>The clock by which calls are timed.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Options of the component that differ from its defaults.</summary>
    public IReadOnlyDictionary<string, object?> Settings { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>Images for rewards, in batches of one size; at least one. Default: a few made-up ones of several sizes.</summary>
    public IReadOnlyList<ImageBatch> Images { get; init; } = MadeUpImages.Batches();

    /// <summary>Prompts for rewards, prompt generators and image models, at least two.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = ["two cats", "three apples", "a cat and two balls"];

    /// <summary>By how much scores of one image may differ with its place and company: as a share of the larger score, or of 1 where that is
    /// larger.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>How long a cancelled call may go on.</summary>
    public TimeSpan CancellationLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one check may take before the component counts as hanging.</summary>
    public TimeSpan CheckLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Why a model that the component asked for is not on this machine and how to get it; null where none is missing.</summary>
    public Func<string?> MissingModel { get; init; } = static () => null;
}
