using RewardLab.Numerics.Runtime;

// Fresh modules draw from torch's global generator, which tests reseed: one test at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(RewardLab.World.Toybox.Tests.TorchFixture))]

namespace RewardLab.World.Toybox.Tests;

/// <summary>Starts libtorch once for the whole assembly.</summary>
public sealed class TorchFixture
{
    public TorchFixture() => TorchRuntime.Start();
}
