using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Store;

/// <summary>The files by which a run and other processes speak: pulse.json, which says how far it is, and stop.request, which asks it to stop.</summary>
/// <remarks>Both are gone when the run has ended. A heartbeat that cannot be written is left out: no run fails for its watchers.
/// Safe from any thread.</remarks>
internal sealed class RunHeartbeatFile : IDisposable
{
    public const string FileName = "pulse.json";
    public const string StopFileName = "stop.request";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _folder;
    private readonly StageProgress _progress;
    private readonly ITimer _timer;
    private RunHeartbeat? _written;
    private bool _isOver;

    public RunHeartbeatFile(string folder, TimeProvider time)
    {
        _folder = folder;
        _progress = new StageProgress(time);
        Delete(StopFileName); // one meant for a process that is gone
        Beat();
        _timer = time.CreateTimer(_ => Beat(), state: null, Interval, Interval);
    }

    /// <summary>Cancelled when another process asks the run to stop.</summary>
    public CancellationToken StopRequested => _stop.Token;

    /// <summary>The latest heartbeat of the run in a folder; null where there is none, or it cannot be read.</summary>
    public static RunHeartbeat? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<RunHeartbeat>(TextFile.Read(Path.Combine(folder, FileName)), RunEvents.Json);
        }
        catch (Exception exception) when (FileFailure.Is(exception) || exception is JsonException or RewardLabException)
        {
            return null;
        }
    }

    /// <summary>Takes a report of progress, for the next heartbeat.</summary>
    public void Report(string stage, long done, long total)
    {
        lock (_gate)
        {
            _progress.Report(stage, done, total);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            Delete(FileName);
            Delete(StopFileName);
            _isOver = true;
        }
    }

    private void Beat()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            Write();
        }

        if (File.Exists(Path.Combine(_folder, StopFileName)))
        {
            _stop.Cancel();
        }
    }

    // Not through AtomicFileStream: a beat that is lost is made up for by the next, and one temporary name leaves no litter behind a killed process.
    private void Write()
    {
        var seconds = _progress.Stage.Length == 0 ? 0 : Math.Round(_progress.Elapsed.TotalSeconds, 1);
        var heartbeat = new RunHeartbeat(Environment.ProcessId, _progress.Stage, _progress.Done, _progress.Total, seconds, _progress.DoneBefore);
        if (heartbeat == _written)
        {
            return;
        }

        try
        {
            var path = Path.Combine(_folder, FileName);
            File.WriteAllText(path + ".new", JsonSerializer.Serialize(heartbeat, RunEvents.Json));
            AtomicFile.Move(path + ".new", path);
            _written = heartbeat;
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            Delete(FileName + ".new");
        }
    }

    private void Delete(string name)
    {
        try
        {
            File.Delete(Path.Combine(_folder, name));
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            // It is taken for that of a process that is gone.
        }
    }
}
