namespace RewardLab.Cluster.Queues;

/// <summary>A worker as the queue knows it. Guarded by the queue.</summary>
internal sealed class QueuedWorker(string name)
{
    public string Name { get; } = name;

    /// <summary>What it holds.</summary>
    public List<UnitLease> Leases { get; } = [];

    /// <summary>When it was last heard of, by the queue's clock.</summary>
    public TimeSpan LastHeard { get; set; }

    /// <summary>Since when it holds nothing.</summary>
    public TimeSpan IdleSince { get; set; }

    /// <summary>When it joined.</summary>
    public TimeSpan Joined { get; init; }

    /// <summary>Its last request for a unit: an older one that comes late is not answered.</summary>
    public long Sequence { get; set; } = long.MinValue;

    /// <summary>Whether it was silent for a lease's time; it is back as soon as it is heard of again.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Results of its own that were the first.</summary>
    public long DoneUnits { get; set; }
}
