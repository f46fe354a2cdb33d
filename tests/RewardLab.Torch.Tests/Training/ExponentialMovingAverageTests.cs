using RewardLab.Torch.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Training;

public sealed class ExponentialMovingAverageTests
{
    [Fact]
    public void Blend_ByADecay_KeepsThatShareOfThePast()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(zeros(2));
        using var average = new ExponentialMovingAverage([("a", parameter)], decay: 0);
        Set(parameter, 1);

        average.Blend(0.75);
        Values(average.State().Single().Value).ShouldBe([0.25f, 0.25f]);
        average.Blend(0);
        Values(average.State().Single().Value).ShouldBe([1, 1]);
    }

    [Fact]
    public void Swap_Twice_PutsTheAverageInPlaceAndBack()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(zeros(2));
        using var average = new ExponentialMovingAverage([("a", parameter)], decay: 0);
        Set(parameter, 3);

        average.Swap();
        Values(parameter).ShouldBe([0, 0]);
        average.Swap();
        Values(parameter).ShouldBe([3, 3]);
    }

    private static void Set(Parameter parameter, float value)
    {
        using var ungraded = no_grad();
        parameter.copy_(tensor(new[] { value, value }));
    }

    private static float[] Values(Tensor tensor) => tensor.detach().data<float>().ToArray();
}
