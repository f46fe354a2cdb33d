using RewardLab.Editor.Processes;

namespace RewardLab.Editor.RunLists;

/// <summary>A row of the list of runs: a job that waits, or a run.</summary>
/// <param name="Job">The job; null for a run.</param>
/// <param name="Run">The run; null for a job.</param>
internal sealed record RunRow(QueuedRun? Job, RunSummary? Run);
