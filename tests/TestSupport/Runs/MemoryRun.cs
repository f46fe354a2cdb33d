using RewardLab.Abstractions;
using RewardLab.Runs.Checkpoints;

namespace RewardLab.TestSupport;

/// <summary>With the checkpoints of real runs.</summary>
internal sealed partial class MemoryRun
{
    public ICheckpoints OpenCheckpoints(string name, CheckpointSettings settings) => new CheckpointStore(this, name, settings, Lines.Enqueue);
}
