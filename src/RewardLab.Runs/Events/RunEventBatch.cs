namespace RewardLab.Runs.Events;

/// <summary>What a log has gained since it was last looked at.</summary>
/// <param name="IsAnew">Whether the log was cut back, as a resumed run does:
/// what was read before no longer counts, and the events begin with the first.</param>
/// <param name="Events">The new events, in order.</param>
/// <param name="Damage">What is wrong with lines that are not events, a message each.</param>
public sealed record RunEventBatch(bool IsAnew, IReadOnlyList<RunEvent> Events, IReadOnlyList<string> Damage)
{
    /// <summary>A batch without events: the log has not grown.</summary>
    public static RunEventBatch Empty { get; } = new(IsAnew: false, [], []);
}
