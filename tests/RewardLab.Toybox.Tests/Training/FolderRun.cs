using RewardLab.Abstractions;

namespace RewardLab.Toybox.Tests.Training;

/// <summary>A run in a temporary folder.</summary>
internal sealed class FolderRun : IRun, IDisposable
{
    public List<(string Kind, IReadOnlyDictionary<string, object?> Data)> Events { get; } = [];

    public ulong Seed { get; init; } = 3;

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

    public byte[] Weights(string file) => File.ReadAllBytes(Path.Combine(Folder, "weights", file));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
