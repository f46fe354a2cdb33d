using System.Collections.Concurrent;
using RewardLab.Abstractions;

namespace RewardLab.TestSupport;

/// <summary>A run in memory; a file appears when its stream is disposed. The same files and events again resume it.</summary>
/// <param name="files">Files that the run holds already.</param>
/// <param name="events">Events that the run holds already.</param>
internal sealed partial class MemoryRun(ConcurrentDictionary<string, byte[]>? files = null, ConcurrentQueue<RunEvent>? events = null) : IRun
{
    public ulong Seed { get; init; } = 7;

    public string Folder { get; init; } = "/in-memory";

    public ConcurrentQueue<string> Lines { get; } = [];

    public ConcurrentQueue<RunEvent> Events { get; } = events ?? [];

    public bool AllowsOtherSettings { get; init; }

    public long EventCount => Events.Count;

    public ConcurrentQueue<(string Stage, long Done, long Total)> Progress { get; } = [];

    public ConcurrentDictionary<string, byte[]> Files { get; } = files ?? new(StringComparer.Ordinal);

    public void SkipEventsTo(long count)
    {
        RunEvent[] kept = [.. Events.Take((int)Math.Min(count, Events.Count))];
        Events.Clear();
        foreach (var item in kept)
        {
            Events.Enqueue(item);
        }
    }

    public void Emit(EventRecord record)
    {
        if (record.Line is { } line)
        {
            Log(line);
        }

        Events.Enqueue(new RunEvent(record.Kind, EventValues.From(record)));
    }

    public void ReportProgress(string stage, long done, long total) => Progress.Enqueue((stage, done, total));

    public ICheckpoints OpenCheckpoints(string name, CheckpointSettings settings)
    {
        ICheckpoints checkpoints = NoCheckpoints.Instance;
        OpenStored(name, settings, ref checkpoints);
        return checkpoints;
    }

    public void Log(string message) => Lines.Enqueue(message);

    /// <summary>Called with a file's path before it is created.</summary>
    public Action<string> OnCreate { get; init; } = static _ => { };

    public Stream CreateFile(string relativePath)
    {
        OnCreate(relativePath);
        return new MemoryFile(this, relativePath);
    }

    public Stream? OpenFile(string relativePath) => Files.TryGetValue(relativePath, out var bytes) ? new MemoryStream(bytes, writable: false) : null;

    // Checkpoints are kept where RewardLab.Runs is at hand.
    partial void OpenStored(string name, CheckpointSettings settings, ref ICheckpoints checkpoints);

    private sealed class MemoryFile(MemoryRun run, string path) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            run.Files[path] = ToArray();
            base.Dispose(disposing);
        }
    }
}
