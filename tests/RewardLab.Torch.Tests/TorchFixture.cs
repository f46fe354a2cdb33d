using RewardLab.Torch.Runtime;

// Fresh modules draw from torch's global generator, which tests reseed: one test at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(RewardLab.Torch.Tests.TorchFixture))]

namespace RewardLab.Torch.Tests;

/// <summary>Starts libtorch once for the whole assembly.</summary>
public sealed class TorchFixture
{
    public TorchFixture() => Info = TorchRuntime.Start();

    public TorchRuntimeInfo Info { get; }
}
