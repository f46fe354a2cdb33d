using System.Collections.Concurrent;
using RewardLab.Abstractions;

namespace RewardLab.TestSupport;

/// <summary>A run in a folder, with what it was told at hand; the same folder and events again resume it.</summary>
/// <param name="folder">The run's folder; null for a temporary one, removed with the run.</param>
/// <param name="events">Events that the run holds already, which those of this run join.</param>
internal sealed partial class FolderRun(string? folder = null, List<RunEvent>? events = null) : IRun, IDisposable
{
    public List<RunEvent> Events { get; } = events ?? [];

    /// <summary>The events that came as typed records.</summary>
    public List<EventRecord> Records { get; } = [];

    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>Called with the stage and the units done whenever progress is reported.</summary>
    public Action<string, long> OnProgress { get; init; } = static (_, _) => { };

    /// <summary>Called with an event's kind before it is kept.</summary>
    public Action<string> OnEmit { get; init; } = static _ => { };

    /// <summary>Called with a file's path and stream when it is created; gives the stream that is written to.</summary>
    public Func<string, Stream, Stream> OnCreate { get; init; } = static (_, stream) => stream;

    public ulong Seed { get; init; } = 3;

    public string Folder { get; } = folder is null ? Directory.CreateTempSubdirectory("rewardlab-test-").FullName : Directory.CreateDirectory(folder).FullName;

    public bool AllowsOtherSettings { get; init; }

    public long EventCount => Events.Count;

    public void SkipEventsTo(long count) => Events.RemoveRange((int)Math.Min(count, Events.Count), Math.Max(0, Events.Count - (int)count));

    public void Emit(EventRecord record)
    {
        Records.Add(record);
        if (record.Line is { } line)
        {
            Log(line);
        }

        OnEmit(record.Kind);
        Events.Add(new RunEvent(record.Kind, EventValues.From(record)));
    }

    public void ReportProgress(string stage, long done, long total) => OnProgress(stage, done);

    public ICheckpoints OpenCheckpoints(string name, CheckpointSettings settings)
    {
        ICheckpoints checkpoints = NoCheckpoints.Instance;
        OpenStored(name, settings, ref checkpoints);
        return checkpoints;
    }

    public void Log(string message) => Lines.Enqueue(message);

    public Stream CreateFile(string relativePath)
    {
        var path = Path.Combine(Folder, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return OnCreate(relativePath, File.Create(path));
    }

    public Stream? OpenFile(string relativePath) =>
        File.Exists(Path.Combine(Folder, relativePath)) ? File.OpenRead(Path.Combine(Folder, relativePath)) : null;

    public void Dispose()
    {
        if (folder is null)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    // Checkpoints are kept where RewardLab.Runs is at hand.
    partial void OpenStored(string name, CheckpointSettings settings, ref ICheckpoints checkpoints);
}
