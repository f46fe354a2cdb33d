using RewardLab.Abstractions;
using RewardLab.Runs.Checkpoints;

namespace RewardLab.TestSupport;

/// <summary>With the checkpoints of real runs.</summary>
internal sealed partial class MemoryRun : IResumableRun
{
    partial void OpenStored(string name, CheckpointSettings settings, ref ICheckpoints checkpoints) =>
        checkpoints = new CheckpointStore(this, name, settings, Lines.Enqueue);
}
