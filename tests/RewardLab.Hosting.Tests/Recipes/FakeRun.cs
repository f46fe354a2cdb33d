using System.Collections.Concurrent;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>A run in memory.</summary>
internal sealed class FakeRun : IRun
{
    public ulong Seed { get; init; } = 7;

    public string Folder => "/run";

    public ConcurrentQueue<string> Lines { get; } = new();

    public ConcurrentQueue<(string Kind, IReadOnlyDictionary<string, object?> Data)> Events { get; } = new();

    public ConcurrentQueue<(string Stage, long Done, long Total)> Progress { get; } = new();

    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public void Emit(string kind, IReadOnlyDictionary<string, object?> data) => Events.Enqueue((kind, data));

    public void ReportProgress(string stage, long done, long total) => Progress.Enqueue((stage, done, total));

    public void Log(string message) => Lines.Enqueue(message);

    public Stream CreateFile(string relativePath) => new MemoryFile(this, relativePath);

    public Stream? OpenFile(string relativePath) => Files.TryGetValue(relativePath, out var bytes) ? new MemoryStream(bytes, writable: false) : null;

    private sealed class MemoryFile(FakeRun run, string path) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            run.Files[path] = ToArray();
            base.Dispose(disposing);
        }
    }
}
