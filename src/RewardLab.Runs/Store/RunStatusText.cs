namespace RewardLab.Runs.Store;

/// <summary>The one word for each state of a run, on every screen and page.</summary>
public static class RunStatusText
{
    /// <summary>The word for a run whose run.yaml cannot be read.</summary>
    public const string Damaged = "damaged";

    /// <summary>"running", "completed", "failed", "cancelled", "interrupted"; "damaged" where there is no record.</summary>
    public static string Format(RunEntry run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Record is { } record ? Format(record.Status) : Damaged;
    }

    /// <summary>"running", "completed", "failed", "cancelled", "interrupted".</summary>
    public static string Format(RunStatus status) => status switch
    {
        RunStatus.Running => "running",
        RunStatus.Completed => "completed",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "cancelled",
        RunStatus.Interrupted => "interrupted",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}
