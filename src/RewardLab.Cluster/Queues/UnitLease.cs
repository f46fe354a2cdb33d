namespace RewardLab.Cluster.Queues;

/// <summary>A unit that is a worker's for a while.</summary>
internal sealed class UnitLease(long ticket, QueuedUnit unit, QueuedWorker worker, TimeSpan since)
{
    public long Ticket { get; } = ticket;

    public QueuedUnit Unit { get; } = unit;

    public QueuedWorker Worker { get; } = worker;

    /// <summary>When it was given, by the queue's clock.</summary>
    public TimeSpan Since { get; } = since;

    /// <summary>When it runs out.</summary>
    public TimeSpan Expires { get; set; }

    /// <summary>Whether the unit is still the worker's; a result is welcome all the same.</summary>
    public bool IsHeld { get; set; } = true;
}
