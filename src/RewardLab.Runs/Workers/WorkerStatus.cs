namespace RewardLab.Runs.Workers;

/// <summary>What a worker is and does, for people and programs.</summary>
public sealed record WorkerStatus
{
    /// <summary>Its name among the workers of the run, such as "gpu2/3141".</summary>
    public required string Name { get; init; }

    /// <summary>The machine's host name.</summary>
    public required string Machine { get; init; }

    /// <summary>Where it computes, such as "cpu" or "cuda:0".</summary>
    public required string Device { get; init; }

    /// <summary>Threads that torch computes with; at least 1.</summary>
    public required int Threads { get; init; }

    /// <summary>Memory of its process in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Shared data that it keeps, in bytes.</summary>
    public required long HeldBytes { get; init; }

    /// <summary>The unit that it works on, such as "epoch 12, sampling #3"; null while it waits.</summary>
    public required string? Unit { get; init; }

    /// <summary>Units of this run that it has done.</summary>
    public required long DoneUnits { get; init; }

    /// <summary>Units that it did per minute since it joined.</summary>
    public required double UnitsPerMinute { get; init; }

    /// <summary>When it joined.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether nothing has been heard of it for longer than a lease lasts.</summary>
    public required bool IsSilent { get; init; }
}
