namespace RewardLab.Runs.Store;

/// <summary>How far a run has come.</summary>
public enum RunStatus
{
    /// <summary>A process works on it.</summary>
    Running,

    /// <summary>Ended as it should.</summary>
    Completed,

    /// <summary>Ended by an error, which <see cref="RunRecord.Error"/> tells.</summary>
    Failed,

    /// <summary>Stopped by the user.</summary>
    Cancelled,

    /// <summary>Its process is gone without having ended it. Never written: seen from the lock that nobody holds.</summary>
    Interrupted,
}
