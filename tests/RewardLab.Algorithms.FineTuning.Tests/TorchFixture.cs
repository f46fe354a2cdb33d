using RewardLab.Torch.Runtime;

// Models draw their first weights from torch's global generator: one test at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(RewardLab.Algorithms.FineTuning.Tests.TorchFixture))]

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>Starts libtorch once for the whole assembly.</summary>
public sealed class TorchFixture
{
    public TorchFixture() => TorchRuntime.Start();
}
