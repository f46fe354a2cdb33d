using System.Collections.Concurrent;
using RewardLab.Abstractions;

namespace RewardLab.Algorithms.Preferences.Tests;

/// <summary>A run in a temporary folder; the same folder again resumes it.</summary>
internal sealed class FolderRun(string folder, ulong seed = 3) : IRun
{
    public List<(string Kind, IReadOnlyDictionary<string, object?> Data)> Events { get; } = [];

    public ConcurrentQueue<string> Lines { get; } = [];

    public Action<long> OnStep { get; init; } = static _ => { };

    public ulong Seed => seed;

    public string Folder { get; } = Directory.CreateDirectory(folder).FullName;

    public void Emit(string kind, IReadOnlyDictionary<string, object?> data) => Events.Add((kind, data));

    public void ReportProgress(string stage, long done, long total) => OnStep(done);

    public void Log(string message) => Lines.Enqueue(message);

    public Stream CreateFile(string relativePath)
    {
        var path = Path.Combine(Folder, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.Create(path);
    }

    public Stream? OpenFile(string relativePath) =>
        File.Exists(Path.Combine(Folder, relativePath)) ? File.OpenRead(Path.Combine(Folder, relativePath)) : null;
}
