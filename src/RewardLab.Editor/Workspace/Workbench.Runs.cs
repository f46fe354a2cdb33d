using RewardLab.Abstractions;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Logs;
using RewardLab.Editor.Preflights;
using RewardLab.Editor.Processes;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Workspace;

/// <content>What is done with runs.</content>
internal sealed partial class Workbench
{
    private readonly HashSet<string> _running = new(StringComparer.Ordinal);

    /// <summary>What stopping a run would stop; null where it is not running.</summary>
    /// <param name="run">The run; null for the one that is watched, or else the one running.</param>
    public StopTarget? TargetOfStop(RunEntry? run = null)
    {
        if ((run ?? Monitor?.Run) is { } asked)
        {
            var now = RunStore.Read(asked.Folder);
            if (now.Record?.Status == RunStatus.Running)
            {
                return new StopTarget(now.Id, now, Queue.Runs.FirstOrDefault(job => job.Folder == now.Folder && job.State == RunJobState.Running));
            }
        }

        return run is null && Queue.Active is { } active
            ? new StopTarget(active.Folder is { } folder ? Path.GetFileName(folder) : active.Job.Title, Run: null, active)
            : null;
    }

    /// <summary>What is known of running a document before it is run.</summary>
    /// <exception cref="RewardLabException">The user's list of models cannot be read.</exception>
    public Preflight ReadPreflight(IPlayable document) => new PreflightReader(
        ModelRegistry.Open(_folders),
        HubCache.FromEnvironment(),
        Plugins?.Components.Components ?? [],
        Tree.Roots.SelectMany(root => root.Children).Select(node => node.Value).OfType<RunEntry>()).Read(document);

    /// <summary>Asks a run to stop.</summary>
    /// <exception cref="RewardLabException">It is no longer running.</exception>
    public void Stop(StopTarget target)
    {
        if (target.Job is { } job)
        {
            Queue.Stop(job);
        }
        else
        {
            RunStore.RequestStop(target.Run!);
        }

        Console.Add(new ConsoleEntry(target.Name, EventSeverity.Information, "stopping") { Time = Time.GetLocalNow(), RunId = target.Name });
    }

    /// <summary>Watches a run no longer, nor shows its curves, as when it is deleted.</summary>
    public void Leave(RunEntry run)
    {
        _overlays.RemoveAll(feed => feed.Run.Folder == run.Folder);
        if (Monitor?.Run.Folder == run.Folder)
        {
            Monitor = null;
        }

        Follow();
        MonitorChanged?.Invoke();
        Changed?.Invoke();
    }

    private void CleanCopies(IReadOnlyList<FrozenFile> ended) => FrozenFile.Clean(
        _folders, Queue.Runs.Where(run => run.State != RunJobState.Ended).SelectMany(run => run.Job.Files), ended, Time.GetUtcNow().UtcDateTime);

    // A run that ended in order has said how. What a plugin or the system ended is told by its parent: in the run's record, and from there wherever it is seen.
    private void TellEndOfProcess(QueuedRun run)
    {
        var reason = run.IsStopped ? null : ReasonOf(run);
        if (run.Folder is null)
        {
            var (level, text) = run.IsStopped
                ? (EventSeverity.Warning, "stopped before it began; there is nothing to resume.")
                : (EventSeverity.Error, reason ?? "ended before its folder was created; the lines above say why.");
            Console.Add(run.Job.Title, level, text);
            JobFailed?.Invoke(run, level, text);
        }
        else if (reason is not null)
        {
            try
            {
                RunStore.NoteEnd(RunStore.Read(run.Folder), reason);
            }
            catch (RewardLabException exception)
            {
                Console.Add(run.Job.Title, EventSeverity.Error, $"{reason} {exception.Message}");
            }
        }
    }

    private string? ReasonOf(QueuedRun run)
    {
        if (run.EndedInside is { } named)
        {
            return $"the process was ended inside {named}";
        }

        const int FirstSignal = 128;
        var signal = (run.ExitCode - FirstSignal) switch
        {
            6 => "the process aborted",
            9 => "the process was killed",
            11 => "the process crashed in native code",
            _ => null,
        };
        var call = PluginEnd.Take(_folders, run.ProcessId);
        return call is { } inside ? $"{signal ?? "the process ended"} inside {inside.Calls}; {inside.Advice}" : signal;
    }

    private void TellEnds()
    {
        foreach (var run in Tree.Roots.SelectMany(root => root.Children).Select(node => node.Value).OfType<RunEntry>())
        {
            if (run.Record?.Status == RunStatus.Running)
            {
                _running.Add(run.Folder);
            }
            else if (!Queue.Runs.Any(job => job.Folder == run.Folder && job.State == RunJobState.Running) && _running.Remove(run.Folder))
            {
                // The queue has noted meanwhile what ended its process.
                RunEnded?.Invoke(RunStore.Read(run.Folder));
            }
        }
    }
}
