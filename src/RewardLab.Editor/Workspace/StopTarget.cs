using RewardLab.Editor.Processes;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Workspace;

/// <summary>What a request to stop is about, fixed when it is asked: another run may be running by the time the user answers.</summary>
/// <param name="Name">What the question calls it.</param>
/// <param name="Run">The run; null for one that has no folder yet.</param>
/// <param name="Job">Its job in the queue; null for a run of another process.</param>
internal sealed record StopTarget(string Name, RunEntry? Run, QueuedRun? Job);
