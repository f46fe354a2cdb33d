using RewardLab.Torch.Kernels;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Kernels;

public sealed class GeGluKernelTests
{
    [Theory]
    [InlineData(1, 16)]
    [InlineData(300, 256)]
    public void Compute_AnyShape_IsWhatLibtorchComputesInDouble(int rows, int width)
    {
        Assert.SkipUnless(GeGluKernel.CanCompute(width), "this processor has no AVX-512");
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var halves = randn(2, rows, 2 * width).Mul(4);
        var result = empty(2, rows, width);
        GeGluKernel.Compute(halves, result);
        var exact = halves.to(float64).chunk(2, dim: -1);
        var expected = exact[0] * nn.functional.gelu(exact[1]);
        (result.to(float64) - expected).abs().max().item<double>().ShouldBeLessThan(2e-5);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-40, 0)]
    [InlineData(40, 40)]
    [InlineData(float.NegativeInfinity, float.NaN)]
    [InlineData(float.NaN, float.NaN)]
    public void Compute_FarFromZero_IsTheLimit(float gate, float expected)
    {
        Assert.SkipUnless(GeGluKernel.CanCompute(16), "this processor has no AVX-512");
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var result = empty(1, 16);
        GeGluKernel.Compute(cat([ones(1, 16), SafeOps.Full([1, 16], gate)], 1), result);
        result.data<float>().ToArray().ShouldAllBe(value => value.Equals(expected) || Math.Abs(value - expected) < 1e-6f);
    }
}
