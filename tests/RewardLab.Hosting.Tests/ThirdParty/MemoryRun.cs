using RewardLab.Abstractions;

namespace RewardLab.Hosting.Tests.ThirdParty;

/// <summary>A run that keeps everything in memory.</summary>
internal sealed class MemoryRun : IRun
{
    private readonly Dictionary<string, MemoryStream> _files = new(StringComparer.Ordinal);
    private readonly List<(string Kind, IReadOnlyDictionary<string, object?> Data)> _events = [];

    public ulong Seed => 1;

    public string Folder => "";

    public IReadOnlyDictionary<string, MemoryStream> Files => _files;

    public IReadOnlyList<(string Kind, IReadOnlyDictionary<string, object?> Data)> Events => _events;

    public void Emit(string kind, IReadOnlyDictionary<string, object?> data) => _events.Add((kind, data));

    public void ReportProgress(string stage, long done, long total)
    {
    }

    public void Log(string message)
    {
    }

    public Stream CreateFile(string relativePath) => _files[relativePath] = new MemoryStream();

    public Stream? OpenFile(string relativePath) => _files.TryGetValue(relativePath, out var file) ? new MemoryStream(file.ToArray()) : null;
}
