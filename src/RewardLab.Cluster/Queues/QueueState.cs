namespace RewardLab.Cluster.Queues;

/// <summary>What a queue holds at a moment.</summary>
/// <param name="WaitingUnits">Units that wait for a worker.</param>
/// <param name="LeasedUnits">Units that workers hold.</param>
/// <param name="DoneUnits">Results that were taken since the queue began.</param>
/// <param name="LostLeases">Leases that ran out.</param>
/// <param name="Members">The workers, in the order in which they joined.</param>
internal sealed record QueueState(int WaitingUnits, int LeasedUnits, long DoneUnits, long LostLeases, IReadOnlyList<QueueState.Member> Members)
{
    /// <summary>A worker at a moment.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Unit">What it works on; null for nothing.</param>
    /// <param name="DoneUnits">Results of its own that were taken.</param>
    /// <param name="Age">Time since it joined.</param>
    /// <param name="IsSilent">Whether it is taken for gone.</param>
    public sealed record Member(string Name, string? Unit, long DoneUnits, TimeSpan Age, bool IsSilent);
}
