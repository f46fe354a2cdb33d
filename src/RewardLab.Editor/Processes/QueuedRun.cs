namespace RewardLab.Editor.Processes;

/// <summary>A job in the queue, and what came of it. Changed by its queue alone.</summary>
internal sealed class QueuedRun(RunJob job)
{
    /// <summary>What to run: recipe, settings and seed.</summary>
    public RunJob Job { get; } = job;

    /// <summary>How far it has come.</summary>
    public RunJobState State { get; internal set; }

    /// <summary>The run's folder; null until there is one.</summary>
    public string? Folder { get; internal set; }

    /// <summary>What its process ended with; null before, and where it never began.</summary>
    public int? ExitCode { get; internal set; }

    /// <summary>The number of its process; 0 before.</summary>
    public int ProcessId { get; internal set; }

    /// <summary>The calls of plugins' components inside which its process was ended, as that said; null where it said nothing of the kind.</summary>
    public string? EndedInside { get; internal set; }

    /// <summary>Whether it was ended before it had a folder because the user wanted that.</summary>
    public bool IsStopped { get; internal set; }

    internal IRunProcess? Process { get; set; }
}
