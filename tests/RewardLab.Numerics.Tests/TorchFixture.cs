using RewardLab.Numerics.Runtime;

[assembly: AssemblyFixture(typeof(RewardLab.Numerics.Tests.TorchFixture))]

namespace RewardLab.Numerics.Tests;

/// <summary>Starts libtorch once for the whole assembly.</summary>
public sealed class TorchFixture
{
    public TorchFixture() => Info = TorchRuntime.Start();

    public TorchRuntimeInfo Info { get; }
}
