namespace RewardLab.Editor.Processes;

/// <summary>How far a job has come.</summary>
internal enum RunJobState
{
    /// <summary>It waits for those before it.</summary>
    Queued,

    /// <summary>Its process has started and has no folder yet.</summary>
    Starting,

    /// <summary>Its process works on a run.</summary>
    Running,

    /// <summary>Its process has ended, or it never began.</summary>
    Ended,
}
