using RewardLab.Torch.Runtime;

// Fresh modules draw from torch's global generator, which tests reseed: one test at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(RewardLab.Toybox.Tests.TorchFixture))]

namespace RewardLab.Toybox.Tests;

/// <summary>Starts libtorch once for the whole assembly.</summary>
public sealed class TorchFixture
{
    public TorchFixture() => TorchRuntime.Start();
}
