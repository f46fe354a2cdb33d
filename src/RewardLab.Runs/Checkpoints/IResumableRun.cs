using RewardLab.Abstractions;

namespace RewardLab.Runs.Checkpoints;

/// <summary>A run whose log can be put back to a checkpoint: what <see cref="CheckpointStore"/> needs besides files.</summary>
public interface IResumableRun : IRun
{
    /// <summary>Number of events in the run's log so far, which a checkpoint stores.</summary>
    long EventCount { get; }

    /// <summary>Whether the run may resume although its settings have changed since its last checkpoint ('runs resume --force').</summary>
    bool AllowsOtherSettings { get; }

    /// <summary>Resumes the log at a checkpoint: its first events are kept, and events equal to those after them are not written again.</summary>
    /// <remarks>Has no effect in a run that was not resumed.</remarks>
    /// <param name="count">The <see cref="EventCount"/> stored in the checkpoint.</param>
    void SkipEventsTo(long count);
}
