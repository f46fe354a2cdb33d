using RewardLab.Abstractions;
using RewardLab.Cluster.Units;

namespace RewardLab.Cluster.Queues;

/// <summary>A unit from being queued to being taken as a result. Guarded by the queue.</summary>
internal sealed class QueuedUnit
{
    /// <summary>A unit of a batch.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="error">Completed by the error that ends the batch.</param>
    /// <exception cref="RewardLabException">It is too large to be sent.</exception>
    public QueuedUnit(WorkUnit unit, TaskCompletionSource<RewardLabException> error)
    {
        Error = error;
        (Kind, Stage, Index) = (unit.Kind, unit.Stage, unit.Index);
        Bytes = UnitCodec.Encode(unit);
        Name = UnitName.Compute(unit);
        Followed = unit.Follows is { } followed ? UnitName.Compute(followed) : null;
        Shared = [.. Chain(unit).SelectMany(part => part.Shared).Distinct(StringComparer.Ordinal)];
    }

    public string Kind { get; }

    public string Stage { get; }

    public int Index { get; }

    /// <summary>The unit as it travels.</summary>
    public byte[] Bytes { get; }

    public string Name { get; }

    /// <summary>Name of the unit whose worker this one waits for; null for none.</summary>
    public string? Followed { get; }

    /// <summary>Shared data of the unit and of those that it follows.</summary>
    public string[] Shared { get; }

    /// <summary>Those who work on it now.</summary>
    public List<UnitLease> Leases { get; } = [];

    /// <summary>Workers on which it failed, in this order; one that failed twice stands twice.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Workers that vanished over it.</summary>
    public List<string> Losses { get; } = [];

    /// <summary>Completed by the first result.</summary>
    public TaskCompletionSource<ReadOnlyMemory<byte>> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed by the error that ends the batch.</summary>
    public TaskCompletionSource<RewardLabException> Error { get; }

    /// <summary>Whether nothing is left to be done for it.</summary>
    public bool IsClosed { get; set; }

    /// <summary>As people read it, such as "epoch 12, sampling #3".</summary>
    public string Text => $"{Stage} #{Index}";

    private static IEnumerable<WorkUnit> Chain(WorkUnit unit)
    {
        for (var part = unit; part is not null; part = part.Follows)
        {
            yield return part;
        }
    }
}
