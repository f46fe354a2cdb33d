using RewardLab.Abstractions;
using RewardLab.Editor.Processes;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Workspace;

/// <content>What is done with runs.</content>
internal sealed partial class Workbench
{
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

        Console.Add(target.Name, EventSeverity.Information, "stopping");
    }
}
