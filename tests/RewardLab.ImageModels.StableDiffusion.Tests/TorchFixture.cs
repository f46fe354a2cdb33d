using RewardLab.Torch.Runtime;

// Fresh modules draw from torch's global generator, which tests reseed: one test at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(RewardLab.ImageModels.StableDiffusion.Tests.TorchFixture))]

namespace RewardLab.ImageModels.StableDiffusion.Tests;

/// <summary>Starts libtorch once for the whole assembly.</summary>
public sealed class TorchFixture
{
    public TorchFixture() => TorchRuntime.Start();
}
