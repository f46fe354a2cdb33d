using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Checkpoints;
using RewardLab.Runs.Events;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Store;

/// <summary>A run in progress: its folder, its log of events, and whoever watches it.</summary>
/// <remarks>
/// End it with <see cref="Complete"/>, <see cref="Fail"/> or <see cref="Cancel"/>; one that is disposed without is listed as interrupted.
/// Safe from any thread.
/// </remarks>
public sealed class Run : IResumableRun, IRecordedSettings, IProvenanceRecord, IDisposable
{
    internal const string RecordedSettingsFile = "settled.json";
    private readonly Lock _gate = new();
    private readonly FileStream _lock;
    private readonly EventLog _events;
    private readonly RunHeartbeatFile _heartbeat;
    private readonly IRunListener? _listener;
    private readonly TimeProvider _time;
    private readonly long _startTimestamp;
    private ProvenanceFile? _provenance;

    /// <inheritdoc />
    public bool AllowsOtherSettings { get; set; }

    internal Run(string folder, RunRecord record, IRunListener? listener, TimeProvider time, bool isResumed = false)
    {
        Folder = folder;
        Record = record;
        _listener = listener;
        _time = time;
        _startTimestamp = time.GetTimestamp();
        _lock = RunLock.Take(folder);
        try
        {
            var events = Path.Combine(folder, RunEvents.FileName);
            _events = isResumed
                ? EventLog.Resume(events, () => time.GetElapsedTime(_startTimestamp), RunEvents.Enumerate(folder))
                : new EventLog(events, () => time.GetElapsedTime(_startTimestamp));
            RunYaml.Write(RecordPath, record);
            _heartbeat = new RunHeartbeatFile(folder, time);
            Emit(new EventRecord(EventKinds.RunStarted) { Payload = new RunStartedPayload(record.Recipe.Name, record.Seed) });
        }
        catch
        {
            _heartbeat?.Dispose();
            _events?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>The folder's name, by which the run is listed.</summary>
    public string Id => Path.GetFileName(Folder);

    /// <inheritdoc />
    public string Folder { get; }

    /// <inheritdoc />
    public ulong Seed => Record.Seed;

    /// <summary>What run.yaml holds now.</summary>
    public RunRecord Record { get; private set; }

    /// <summary>How long it has taken so far, since it was last resumed where it was.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_startTimestamp);

    private string RecordPath => Path.Combine(Folder, RunRecord.FileName);

    /// <summary>Cancelled when another process asks the run to stop (<see cref="RunStore.RequestStop"/>).</summary>
    public CancellationToken StopRequested => _heartbeat.StopRequested;

    /// <inheritdoc />
    public long EventCount => _events.Count;

    /// <inheritdoc />
    public void SkipEventsTo(long count) => _events.SkipTo(count);

    /// <inheritdoc />
    public void Emit(EventRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentException.ThrowIfNullOrWhiteSpace(record.Kind, nameof(record));
        _events.Append(record);
        if (record.Line is { } line)
        {
            _listener?.OnLog(line);
        }
    }

    /// <inheritdoc />
    public void ReportProgress(string stage, long done, long total)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(stage);
        ArgumentOutOfRangeException.ThrowIfLessThan(total, 1);
        _heartbeat.Report(stage, Math.Clamp(done, 0, total), total);
        _listener?.OnProgress(stage, Math.Clamp(done, 0, total), total);
    }

    /// <inheritdoc />
    public void Log(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        _events.Append(new EventRecord(EventKinds.Log) { Message = message });
        _listener?.OnLog(message);
    }

    /// <inheritdoc />
    public ICheckpoints OpenCheckpoints(string name, CheckpointSettings settings) =>
        new CheckpointStore(this, name, settings, line => _listener?.OnLog(line));

    /// <inheritdoc />
    public Stream CreateFile(string relativePath) => new AtomicFileStream(RunPath.Resolve(Folder, relativePath));

    /// <inheritdoc />
    public Stream? OpenFile(string relativePath)
    {
        var path = RunPath.Resolve(Folder, relativePath);
        try
        {
            return File.Exists(path) ? File.OpenRead(path) : null;
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }

    /// <inheritdoc />
    /// <remarks>Kept in settled.json.</remarks>
    public int GetOrAdd(string purpose, Func<int> choose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        ArgumentNullException.ThrowIfNull(choose);
        lock (_gate)
        {
            var path = Path.Combine(Folder, RecordedSettingsFile);
            var recorded = File.Exists(path)
                ? JsonSerializer.Deserialize<SortedDictionary<string, int>>(TextFile.Read(path)) ?? []
                : new SortedDictionary<string, int>(StringComparer.Ordinal);
            if (!recorded.TryGetValue(purpose, out var number))
            {
                recorded[purpose] = number = choose();
                AtomicFileStream.WriteTextInFolder(path, JsonSerializer.Serialize(recorded, RunEvents.Indented) + "\n");
            }

            return number;
        }
    }

    /// <inheritdoc />
    /// <remarks>Kept in components.json.</remarks>
    public void Keep(string source, IReadOnlyDictionary<string, string> facts, IReadOnlyDictionary<string, double> amounts)
    {
        lock (_gate)
        {
            (_provenance ??= new ProvenanceFile(Folder)).Keep(source, facts, amounts);
        }
    }

    /// <summary>Ends the run well.</summary>
    public void Complete() => End(RunStatus.Completed, error: null);

    /// <summary>Ends the run with an error of one line.</summary>
    public void Fail(string error) => End(RunStatus.Failed, error);

    /// <summary>Ends the run because the user stopped it.</summary>
    public void Cancel() => End(RunStatus.Cancelled, error: null);

    /// <inheritdoc />
    public void Dispose()
    {
        _heartbeat.Dispose();
        _events.Dispose();
        _lock.Dispose();
    }

    private void End(RunStatus status, string? error)
    {
        lock (_gate)
        {
            if (Record.Status != RunStatus.Running)
            {
                throw new InvalidOperationException($"Run '{Id}' has already ended.");
            }

            var elapsedSeconds = Math.Round(_events.FormerSeconds + _time.GetElapsedTime(_startTimestamp).TotalSeconds, 3);
            Emit(new EventRecord(KindOf(status))
            {
                Severity = status switch
                {
                    RunStatus.Failed => EventSeverity.Error,
                    RunStatus.Cancelled => EventSeverity.Warning,
                    _ => EventSeverity.Information,
                },
                Payload = new RunEndedPayload(error),
            });
            var ended = Record with { Status = status, DurationSeconds = elapsedSeconds, Error = error };
            RunYaml.Write(RecordPath, ended);
            Record = ended;
        }
    }

    private static string KindOf(RunStatus status) => status switch
    {
        RunStatus.Completed => EventKinds.RunCompleted,
        RunStatus.Failed => EventKinds.RunFailed,
        RunStatus.Cancelled => EventKinds.RunCancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A run ends completed, failed or cancelled."),
    };
}
