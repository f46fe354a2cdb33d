using RewardLab.Numerics.Runtime;

[assembly: AssemblyFixture(typeof(RewardLab.World.Toybox.Tests.TorchFixture))]

namespace RewardLab.World.Toybox.Tests;

/// <summary>Starts libtorch once for the whole assembly.</summary>
public sealed class TorchFixture
{
    public TorchFixture() => TorchRuntime.Start();
}
