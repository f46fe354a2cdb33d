namespace RewardLab.Abstractions;

/// <summary>A piece of work that any worker can do: the same input gives the same bytes, as often as it is done and wherever.</summary>
/// <remarks>How work is cut into units is decided by what is asked for, never by the number of workers.</remarks>
public sealed record WorkUnit
{
    /// <summary>Id of the <see cref="IUnitHandler"/> that does it.</summary>
    public required string Kind { get; init; }

    /// <summary>What the unit belongs to, for people, such as "epoch 12, sampling".</summary>
    public required string Stage { get; init; }

    /// <summary>Position within its stage, from 0; results are taken in this order.</summary>
    public required int Index { get; init; }

    /// <summary>All that the result depends on, besides <see cref="Shared"/>; its layout is the handler's.</summary>
    public required ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Names of shared data that the handler asks for (<see cref="IWorkerPool.Share"/>), such as the weights of an adapter.</summary>
    public IReadOnlyList<string> Shared { get; init; } = [];

    /// <summary>The unit whose worker has in memory what this one needs and would otherwise compute again; null for none.</summary>
    public WorkUnit? Follows { get; init; }
}
