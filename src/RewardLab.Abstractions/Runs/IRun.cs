namespace RewardLab.Abstractions;

/// <summary>The run of an experiment as components see it: a seed, an event log, a folder of files, a progress bar.</summary>
/// <remarks>Safe from any thread.</remarks>
public interface IRun
{
    /// <summary>The root seed; derive named streams from it with <see cref="SeedStream"/>.</summary>
    ulong Seed { get; }

    /// <summary>Absolute path of the run's folder, for readers that need a path; write through <see cref="CreateFile"/>.</summary>
    string Folder { get; }

    /// <summary>Appends one event to the run's log; its message, where it has one, is shown to the user too and needs no <see cref="Log"/>.</summary>
    /// <param name="record">The event.</param>
    void Emit(EventRecord record);

    /// <summary>Opens the checkpoints of one piece of work, by which it resumes.</summary>
    /// <param name="name">What the work is called, the same when it resumes; no two pieces of work of a run share one. A path below the run's checkpoints, with
    /// forward slashes.</param>
    /// <param name="settings">All that the work depends on, such as options, models and prompts.</param>
    /// <returns>A run that is not kept returns <see cref="NoCheckpoints.Instance"/>.</returns>
    ICheckpoints OpenCheckpoints(string name, CheckpointSettings settings);

    /// <summary>Reports progress of a stage; shown as a bar with the time left, not logged.</summary>
    /// <param name="stage">The stage's name, the same throughout the stage.</param>
    /// <param name="done">Units finished.</param>
    /// <param name="total">Units in all, at least 1.</param>
    void ReportProgress(string stage, long done, long total);

    /// <summary>Writes a line for the user.</summary>
    void Log(string message);

    /// <summary>Creates a file of the run; it appears under its name, by rename, when the stream is disposed.</summary>
    /// <param name="relativePath">Path inside the run's folder, with forward slashes and without "..".</param>
    /// <exception cref="ArgumentException">The path leaves the folder.</exception>
    Stream CreateFile(string relativePath);

    /// <summary>Opens a file of the run for reading, or returns null when there is none.</summary>
    Stream? OpenFile(string relativePath);
}
