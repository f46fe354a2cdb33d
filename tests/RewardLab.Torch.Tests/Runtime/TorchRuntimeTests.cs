using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Runtime;

public sealed class TorchRuntimeTests(TorchFixture fixture)
{
    [Fact]
    public void Start_ThisMachine_ComputesATensor()
    {
        using var scope = NewDisposeScope();
        tensor(new[] { 1f, 2f }).Add(tensor(new[] { 10f, 20f })).Mul(0.5).data<float>().ToArray().ShouldBe([5.5f, 11f]);
        fixture.Info.Version.ShouldBe("2.10.0");
    }
}
