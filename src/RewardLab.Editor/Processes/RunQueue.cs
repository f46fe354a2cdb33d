using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Processes;

/// <summary>Jobs one after another, each in a process of its own.</summary>
/// <remarks>Belongs to one thread, which calls <see cref="Tick"/> a few times a second.</remarks>
internal sealed class RunQueue(Func<RunJob, IRunProcess> start) : IDisposable
{
    private readonly List<QueuedRun> _runs = [];

    /// <summary>Every job of this session, the first first.</summary>
    public IReadOnlyList<QueuedRun> Runs => _runs;

    /// <summary>The running job; null where there is none.</summary>
    public QueuedRun? Active => _runs.Find(run => run.State is RunJobState.Starting or RunJobState.Running);

    /// <summary>Jobs that have not started, in the order in which they will.</summary>
    public IEnumerable<QueuedRun> Waiting => _runs.Where(run => run.State == RunJobState.Queued);

    /// <summary>A line for the console: which job, how grave, what.</summary>
    public event Action<QueuedRun, EventSeverity, string>? MessageReceived;

    /// <summary>A job has come a step further.</summary>
    public event Action<QueuedRun>? Changed;

    /// <summary>Adds a job to the end.</summary>
    public QueuedRun Add(RunJob job)
    {
        var run = new QueuedRun(job);
        _runs.Add(run);
        Tick();
        return run;
    }

    /// <summary>Lets a waiting job start earlier or later than those that wait beside it.</summary>
    /// <param name="run">The job.</param>
    /// <param name="step">-1 or 1.</param>
    public void Move(QueuedRun run, int step)
    {
        var waiting = Waiting.ToList();
        var other = waiting.IndexOf(run) + step;
        if (run.State == RunJobState.Queued && other >= 0 && other < waiting.Count)
        {
            var (first, second) = (_runs.IndexOf(run), _runs.IndexOf(waiting[other]));
            (_runs[first], _runs[second]) = (_runs[second], _runs[first]);
            Changed?.Invoke(run);
        }
    }

    /// <summary>Takes a waiting job out, or asks a running one to stop; one that has no run yet, and so nothing to lose, is ended at once.</summary>
    public void Stop(QueuedRun run)
    {
        switch (run.State)
        {
            case RunJobState.Queued:
                Move(run, RunJobState.Ended);
                break;
            case RunJobState.Starting:
                run.IsStopped = true;
                run.Process!.Kill();
                break;
            case RunJobState.Running:
                Ask(run);
                break;
        }
    }

    /// <summary>Sees what the processes have come to, and starts the next job when nothing is running.</summary>
    public void Tick()
    {
        while (true)
        {
            if (Active is { } active)
            {
                Follow(active);
                if (active.State != RunJobState.Ended)
                {
                    return;
                }
            }

            if (Waiting.FirstOrDefault() is not { } next)
            {
                return;
            }

            Begin(next);
        }
    }

    /// <summary>Lets go of the processes without ending them.</summary>
    public void Dispose()
    {
        foreach (var run in _runs)
        {
            run.Process?.Dispose();
            run.Process = null;
        }
    }

    private void Begin(QueuedRun run)
    {
        try
        {
            var (job, changed) = run.Job.Freeze();
            if (changed.Count > 0)
            {
                MessageReceived?.Invoke(
                    run, EventSeverity.Warning, $"{string.Join(", ", changed)} changed since it was queued; the version that was queued is run.");
            }

            run.Process = start(job);
            run.ProcessId = run.Process.Id;
            Move(run, RunJobState.Starting);
        }
        catch (RewardLabException exception)
        {
            MessageReceived?.Invoke(run, EventSeverity.Error, exception.Message);
            Move(run, RunJobState.Ended);
        }
    }

    private void Follow(QueuedRun run)
    {
        var process = run.Process!;
        var exitCode = process.ExitCode; // before the lines: what it wrote is then all there
        ReportMessage(run, process);
        if (run.State == RunJobState.Starting && process.Folder is { } folder)
        {
            run.Folder = folder;
            Move(run, RunJobState.Running);
        }

        if (exitCode is { } code)
        {
            run.ExitCode = code;
            run.Process = null;
            process.Dispose();
            Move(run, RunJobState.Ended);
        }
    }

    private void ReportMessage(QueuedRun run, IRunProcess process)
    {
        foreach (var line in process.TakeOutput())
        {
            MessageReceived?.Invoke(run, EventSeverity.Information, line);
        }

        foreach (var line in process.TakeErrors())
        {
            run.EndedInside = PluginEnd.In(line) ?? run.EndedInside;
            MessageReceived?.Invoke(run, line.StartsWith("rewardlab: stop", StringComparison.Ordinal) ? EventSeverity.Warning : EventSeverity.Error, line);
        }
    }

    private void Ask(QueuedRun run)
    {
        try
        {
            RunStore.RequestStop(RunStore.Read(run.Folder!));
        }
        catch (RewardLabException exception)
        {
            MessageReceived?.Invoke(run, EventSeverity.Error, exception.Message);
        }
    }

    private void Move(QueuedRun run, RunJobState state)
    {
        run.State = state;
        Changed?.Invoke(run);
    }
}
