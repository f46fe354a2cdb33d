namespace RewardLab.Abstractions;

/// <summary>The run of an experiment as components see it: a seed, an event log, a folder of files, a progress bar.</summary>
/// <remarks>Safe from any thread.</remarks>
public interface IRun
{
    /// <summary>The root seed; derive named streams from it with <see cref="SeedStream"/>.</summary>
    ulong Seed { get; }

    /// <summary>Absolute path of the run's folder, for readers that need a path; write through <see cref="CreateFile"/>.</summary>
    string Folder { get; }

    /// <summary>Appends one event to the run's log, as values alone; <see cref="Emit(EventRecord)"/> says what they are.</summary>
    /// <remarks>
    /// Such an event is shown by these names: the text "name" is its series; the first number of "epoch", "step", "iteration", "round", "n" and "count" is its
    /// position; other numbers are metrics without unit or role; a text "message" is a warning.
    /// </remarks>
    /// <param name="kind">What happened, as lower-case words joined by dots, such as "bestofn.prompt".</param>
    /// <param name="data">Values: numbers, strings, booleans, and lists and dictionaries of them.</param>
    void Emit(string kind, IReadOnlyDictionary<string, object?> data);

    /// <summary>Appends one event to the run's log; its message, where it has one, is shown to the user too and needs no <see cref="Log"/>.</summary>
    /// <param name="record">The event.</param>
    void Emit(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Line is { } line)
        {
            Log(line);
        }

        Emit(record.Kind, record.ToData());
    }

    /// <summary>Number of events in the run's log so far: a checkpoint stores it for <see cref="SkipEventsTo"/>.</summary>
    long EventCount => 0;

    /// <summary>Resumes the log at a checkpoint: its first <paramref name="count"/> events are kept,
    /// and events equal to those after them are not written again.</summary>
    /// <remarks>Has no effect in a run that was not resumed. The log of a killed and resumed run is therefore the same as that of one never killed,
    /// except for times.</remarks>
    /// <param name="count">The <see cref="EventCount"/> stored in the checkpoint.</param>
    void SkipEventsTo(long count)
    {
    }

    /// <summary>Whether the run may resume although its settings have changed since its last checkpoint ('runs resume --force').</summary>
    bool AllowsOtherSettings => false;

    /// <summary>Opens the checkpoints of one piece of work.</summary>
    /// <param name="name">What the work is called, the same when it resumes; no two pieces of work of a run share one. A path below the run's checkpoints, with
    /// forward slashes.</param>
    /// <param name="settings">All that the work depends on, such as options, models and prompts.</param>
    /// <remarks>A run that is not kept keeps no checkpoints either.</remarks>
    ICheckpoints OpenCheckpoints(string name, CheckpointSettings settings) => NoCheckpoints.Instance;

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
