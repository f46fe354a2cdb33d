using System.Collections.Concurrent;
using RewardLab.Abstractions;

namespace RewardLab.TestSupport;

/// <summary>A run in memory; a file appears when its stream is disposed.</summary>
internal sealed class MemoryRun : IRun
{
    public ulong Seed { get; init; } = 7;

    public string Folder => "/in-memory";

    public ConcurrentQueue<string> Lines { get; } = [];

    public ConcurrentQueue<RunEvent> Events { get; } = [];

    public ConcurrentQueue<(string Stage, long Done, long Total)> Progress { get; } = [];

    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public void Emit(string kind, IReadOnlyDictionary<string, object?> data) => Events.Enqueue(new RunEvent(kind, data));

    public void ReportProgress(string stage, long done, long total) => Progress.Enqueue((stage, done, total));

    public void Log(string message) => Lines.Enqueue(message);

    public Stream CreateFile(string relativePath) => new MemoryFile(this, relativePath);

    public Stream? OpenFile(string relativePath) => Files.TryGetValue(relativePath, out var bytes) ? new MemoryStream(bytes, writable: false) : null;

    private sealed class MemoryFile(MemoryRun run, string path) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            run.Files[path] = ToArray();
            base.Dispose(disposing);
        }
    }
}
