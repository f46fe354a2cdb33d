using RewardLab.Torch.Runtime;

// Fresh modules draw their weights from torch's global generator, which tests reseed: one test at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(RewardLab.TestSupport.TorchFixture))]

namespace RewardLab.TestSupport;

/// <summary>Starts libtorch once for the whole assembly.</summary>
public sealed class TorchFixture
{
    public TorchFixture() => Info = TorchRuntime.Start();

    /// <summary>What was started, and where it was found.</summary>
    public TorchRuntimeInfo Info { get; }
}
