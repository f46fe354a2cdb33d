using RewardLab.Abstractions;
using RewardLab.Runs.Checkpoints;
using TorchSharp;

namespace RewardLab.Benchmarks;

/// <summary>A run in a temporary folder that keeps the metrics of epochs, and measures memory after each.</summary>
internal sealed class ProfiledRun : IRun, IDisposable
{
    private readonly System.Diagnostics.Stopwatch _watch = System.Diagnostics.Stopwatch.StartNew();

    public List<IReadOnlyDictionary<string, object?>> Epochs { get; } = [];

    /// <summary>When each epoch ended, since the run began.</summary>
    public List<double> EndedSeconds { get; } = [];

    public List<long> LiveTensors { get; } = [];

    public List<long> ResidentBytes { get; } = [];

    public ulong Seed => 1;

    public string Folder { get; } = Directory.CreateTempSubdirectory("rewardlab-benchmark-").FullName;

    public void Emit(string kind, IReadOnlyDictionary<string, object?> data)
    {
        if (kind == "finetune.epoch")
        {
            Epochs.Add(data);
            EndedSeconds.Add(_watch.Elapsed.TotalSeconds);
            LiveTensors.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            ResidentBytes.Add(Environment.WorkingSet);
        }
    }

    // As a real run: what they take is part of what the host takes.
    public ICheckpoints OpenCheckpoints(string name, CheckpointSettings settings) => new CheckpointStore(this, name, settings, static _ => { });

    public void ReportProgress(string stage, long done, long total)
    {
    }

    public void Log(string message)
    {
    }

    public Stream CreateFile(string relativePath)
    {
        var path = Path.Combine(Folder, relativePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.Create(path);
    }

    public Stream? OpenFile(string relativePath) =>
        File.Exists(Path.Combine(Folder, relativePath)) ? File.OpenRead(Path.Combine(Folder, relativePath)) : null;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
