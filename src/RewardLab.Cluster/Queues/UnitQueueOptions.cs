namespace RewardLab.Cluster.Queues;

/// <summary>The times and numbers by which a queue decides.</summary>
internal sealed record UnitQueueOptions
{
    /// <summary>How long a unit is a worker's unless it is renewed; a worker that is silent for as long is taken for gone.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Silence after which a worker is no longer listed.</summary>
    public TimeSpan ForgetTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often leases are looked over.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Silence of this process itself that counts as a pause, by which all leases are extended.</summary>
    public TimeSpan PauseLimit { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a worker is idle before it gets what waits for another, or a second copy of what another is doing.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Failures of a unit, on different workers where there are as many, that end the work.</summary>
    public int MaxFailures { get; init; } = 3;

    /// <summary>Workers that may vanish over a unit before it is taken for what kills them.</summary>
    public int MaxLosses { get; init; } = 5;

    /// <summary>Units that are open at once however few workers there are; open is all from being queued to being taken as a result.</summary>
    public int MinWindow { get; init; } = 8;

    /// <summary>Open units for each worker.</summary>
    public int WindowPerWorker { get; init; } = 4;

    /// <summary>Bytes of finished results that may wait to be taken before no further unit is queued.</summary>
    public long MaxWaitingBytes { get; init; } = 512L * 1024 * 1024;
}
