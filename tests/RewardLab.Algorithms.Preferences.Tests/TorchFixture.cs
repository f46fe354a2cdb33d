using RewardLab.Torch.Runtime;

// Training reseeds torch's global generator: one test at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(RewardLab.Algorithms.Preferences.Tests.TorchFixture))]

namespace RewardLab.Algorithms.Preferences.Tests;

/// <summary>Starts libtorch once for the whole assembly.</summary>
public sealed class TorchFixture
{
    public TorchFixture() => TorchRuntime.Start();
}
