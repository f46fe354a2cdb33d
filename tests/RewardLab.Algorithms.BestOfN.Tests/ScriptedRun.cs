using RewardLab.Abstractions;

namespace RewardLab.Algorithms.BestOfN.Tests;

/// <summary>A run whose files and events live in memory; a file appears when its stream is disposed.</summary>
internal sealed class ScriptedRun(ulong seed = 7) : IRun
{
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public List<(string Kind, IReadOnlyDictionary<string, object?> Data)> Events { get; } = [];

    public List<(long Done, long Total)> Progress { get; } = [];

    public ulong Seed => seed;

    public string Folder => "/in-memory";

    public void Emit(string kind, IReadOnlyDictionary<string, object?> data) => Events.Add((kind, data));

    public void ReportProgress(string stage, long done, long total) => Progress.Add((done, total));

    public void Log(string message)
    {
    }

    public Stream CreateFile(string relativePath) => new Appearing(bytes => Files[relativePath] = bytes);

    public Stream? OpenFile(string relativePath) => Files.TryGetValue(relativePath, out var bytes) ? new MemoryStream(bytes) : null;

    private sealed class Appearing(Action<byte[]> appear) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            appear(ToArray());
            base.Dispose(disposing);
        }
    }
}
