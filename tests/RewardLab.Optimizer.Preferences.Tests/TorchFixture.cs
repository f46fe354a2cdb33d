using RewardLab.Numerics.Runtime;

// Training reseeds torch's global generator: one test at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(RewardLab.Optimizer.Preferences.Tests.TorchFixture))]

namespace RewardLab.Optimizer.Preferences.Tests;

/// <summary>Starts libtorch once for the whole assembly.</summary>
public sealed class TorchFixture
{
    public TorchFixture() => TorchRuntime.Start();
}
