using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Store;

/// <summary>Tells a run that ended before it made anything, such as one with a model's name mistyped, from one that can be looked at.</summary>
public static class FailedStart
{
    // What every run writes before its recipe makes anything, and what people add afterwards.
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        RunRecord.FileName, RunNotes.FileName, RunEvents.FileName, RunLock.FileName, RunHeartbeatFile.FileName, RunHeartbeatFile.StopFileName,
        Run.RecordedSettingsFile, ProvenanceFile.FileName, RunCommandLine.KeptExperiment,
    };

    /// <summary>Whether a run failed, was cancelled or was interrupted, and left neither a file of its work nor an event of it.</summary>
    /// <param name="run">The run; one that is damaged counts as one that can be looked at.</param>
    public static bool Is(RunEntry run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Record is not { Status: RunStatus.Failed or RunStatus.Cancelled or RunStatus.Interrupted })
        {
            return false;
        }

        try
        {
            return !Directory.EnumerateFiles(run.Folder, "*", SearchOption.AllDirectories)
                .Any(file => Path.GetExtension(file) != ".part" && !Own.Contains(Path.GetRelativePath(run.Folder, file)))
                && !HasEventOfItsWork(Path.Combine(run.Folder, RunEvents.FileName));
        }
        catch (Exception exception) when (exception is RewardLabException || FileFailure.Is(exception))
        {
            return false;
        }
    }

    private static bool HasEventOfItsWork(string path) => File.Exists(path) && RunEvents.Lines(path).Any(static line =>
    {
        try
        {
            return EventLine.Read(line) is { Kind: var kind } && kind != EventKinds.Log && !kind.StartsWith("run.", StringComparison.Ordinal);
        }
        catch (JsonException)
        {
            return false; // a line that was cut off
        }
    });
}
