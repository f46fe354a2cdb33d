using RewardLab.Abstractions;

namespace RewardLab.Torch.Tests.Training;

/// <summary>A run in a temporary folder, with its events at hand.</summary>
internal sealed class FolderRun : IRun, IDisposable
{
    public List<(string Kind, IReadOnlyDictionary<string, object?> Data)> Events { get; } = [];

    public ulong Seed { get; init; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("rewardlab-test-").FullName;

    public void Emit(string kind, IReadOnlyDictionary<string, object?> data) => Events.Add((kind, data));

    public void ReportProgress(string stage, long done, long total)
    {
    }

    public void Log(string message)
    {
    }

    public Stream CreateFile(string relativePath) => File.Create(Path.Combine(Folder, relativePath));

    public Stream? OpenFile(string relativePath) =>
        File.Exists(Path.Combine(Folder, relativePath)) ? File.OpenRead(Path.Combine(Folder, relativePath)) : null;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
