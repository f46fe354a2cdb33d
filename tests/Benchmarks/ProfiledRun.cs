using RewardLab.Abstractions;
using RewardLab.Runs.Checkpoints;
using TorchSharp;

namespace RewardLab.Benchmarks;

/// <summary>A run in a temporary folder that keeps the metrics of epochs, and measures memory after each.</summary>
internal sealed class ProfiledRun : IResumableRun, IDisposable
{
    private readonly System.Diagnostics.Stopwatch _watch = System.Diagnostics.Stopwatch.StartNew();
    private long _processor = ProcessorTime.OfProcess();

    public List<IReadOnlyDictionary<string, double>> Epochs { get; } = [];

    /// <summary>When each epoch ended, since the run began.</summary>
    public List<double> EndedSeconds { get; } = [];

    /// <summary>Processor time of the process for each epoch and what lay between it and the one before, the first with the evaluation of the base.</summary>
    public List<double> ProcessorSeconds { get; } = [];

    public List<long> LiveTensors { get; } = [];

    public List<long> ResidentBytes { get; } = [];

    public ulong Seed => 1;

    public string Folder { get; } = Directory.CreateTempSubdirectory("rewardlab-benchmark-").FullName;

    public long EventCount => 0;

    public bool AllowsOtherSettings => false;

    public void SkipEventsTo(long count)
    {
    }

    public void Emit(EventRecord record)
    {
        if (record.Kind == EventKinds.FineTuningEpoch)
        {
            Epochs.Add(record.Metrics.ToDictionary(metric => metric.Name, metric => metric.Value, StringComparer.Ordinal));
            EndedSeconds.Add(_watch.Elapsed.TotalSeconds);
            ProcessorSeconds.Add((ProcessorTime.OfProcess() - _processor) / 1e9);
            _processor = ProcessorTime.OfProcess();
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
