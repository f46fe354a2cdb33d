using static TorchSharp.torch;

namespace RewardLab.Torch.Tests;

internal static class TensorErrors
{
    /// <summary>Largest absolute difference, relative to the largest expected value. NaN counts as infinite.</summary>
    public static double RelativeErrorTo(this Tensor actual, Tensor expected)
    {
        using var scope = NewDisposeScope();
        actual.shape.ShouldBe(expected.shape);
        var difference = (actual.to_type(ScalarType.Float64) - expected.to_type(ScalarType.Float64)).abs().max().item<double>();
        var max = expected.to_type(ScalarType.Float64).abs().max().item<double>();
        return double.IsNaN(difference) ? double.PositiveInfinity : difference / Math.Max(max, double.Epsilon);
    }
}
