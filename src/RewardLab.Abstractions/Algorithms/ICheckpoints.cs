namespace RewardLab.Abstractions;

/// <summary>The checkpoints of one piece of work of a run, by which it resumes after it was stopped or killed;
/// see <see cref="IRun.OpenCheckpoints"/>.</summary>
/// <remarks>
/// The two latest are kept. Each appears whole or not at all, with a hash of all that is in it: where the latest is damaged, the one before it serves. A
/// checkpoint holds the settings that the work depends on, and does not resume work of other settings unless the user allows it ('runs resume --force').
/// Messages to the user go past the run's events, which read as those of a run that was never stopped. Not thread-safe.
/// </remarks>
public interface ICheckpoints
{
    /// <summary>Reads the latest checkpoint that is whole, and puts the run's events back to where they were then: events equal to
    /// those that the log holds after them are not written again, so that the log of a killed and resumed run is, except for times, that of one never
    /// killed.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="RewardLabException">
    /// It was written with other settings, which the user does not allow, or by a later version; or none is whole. The message says what to do.
    /// </exception>
    Checkpoint? Read();

    /// <summary>Writes a checkpoint in place of the older of the two.</summary>
    /// <param name="progress">How far the work has come, in units of its own, such as epochs; the checkpoint with the largest is the latest.</param>
    /// <param name="state">What the work needs to resume, as JSON.</param>
    /// <param name="writeData">Writes what is no JSON, such as tensors, to a stream that can only be written; null for nothing.</param>
    void Write(long progress, string state, Action<Stream>? writeData = null);

    /// <summary>Compares the settings with those that an earlier version wrote down in a format of its own.</summary>
    /// <param name="formerSettings">A JSON object; names may differ in case.</param>
    /// <exception cref="RewardLabException">They differ, which the user does not allow.</exception>
    void RequireSettings(string formerSettings);

    /// <summary>Puts the run's events back to where an earlier version's checkpoint of a format of its own was written; <see cref="Read"/> does so by
    /// itself.</summary>
    /// <param name="count">Events that the run's log held then.</param>
    void RewindEvents(long count);
}
