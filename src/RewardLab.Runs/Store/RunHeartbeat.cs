namespace RewardLab.Runs.Store;

/// <summary>What a running run reports a few times a second, for whoever watches it from another process.</summary>
/// <param name="ProcessId">The process that works on it.</param>
/// <param name="Stage">The stage's name; empty where none is under way.</param>
/// <param name="Done">Units finished.</param>
/// <param name="Total">Units in all, at least 1.</param>
/// <param name="StageSeconds">Since the stage's first report.</param>
/// <param name="DoneBefore">Units that were finished at that report.</param>
public sealed record RunHeartbeat(int ProcessId, string Stage, long Done, long Total, double StageSeconds, long DoneBefore)
{
    /// <summary>Units a second since the stage began; null while it is too early to tell.</summary>
    public double? UnitsPerSecond => StageSeconds >= 1 && Done > DoneBefore ? (Done - DoneBefore) / StageSeconds : null;

    /// <summary>Time left at the pace so far; null while it is too early to tell.</summary>
    public TimeSpan? TimeLeft => UnitsPerSecond is { } pace ? TimeSpan.FromSeconds((Total - Done) / pace) : null;
}
