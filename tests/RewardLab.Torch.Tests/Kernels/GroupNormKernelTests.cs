using RewardLab.Torch.Kernels;
using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Kernels;

public sealed class GroupNormKernelTests
{
    [Theory]
    [InlineData(1, 4, 4, 16, 4, true)]
    [InlineData(3, 16, 16, 64, 16, true)]
    [InlineData(2, 7, 13, 80, 16, false)]
    [InlineData(2, 1, 1, 96, 8, true)]
    [InlineData(2, 9, 9, 208, 8, false)]
    public void Compute_AnyShape_IsWhatLibtorchComputesInDouble(int rows, int height, int width, int channels, int groups, bool activates)
    {
        Assert.SkipUnless(GroupNormKernel.CanCompute(channels), "this processor has no AVX-512");
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        // Far from zero, as maps are where a bias is large.
        var maps = randn(rows, height, width, channels).Mul(3).Add(20);
        var (shift, weight, bias) = (randn(rows, channels), randn(channels), randn(channels));
        var result = empty_like(maps);
        GroupNormKernel.Compute(maps, result, shift, weight, bias, groups, 1e-5, activates);

        var exact = maps.permute(0, 3, 1, 2).to(float64).Add(shift.to(float64).unsqueeze(-1).unsqueeze(-1)).contiguous();
        var expected = nn.functional.group_norm(exact, groups, weight.to(float64), bias.to(float64), 1e-5);
        expected = activates ? nn.functional.silu(expected) : expected;
        (result.permute(0, 3, 1, 2).to(float64) - expected).abs().max().item<double>().ShouldBeLessThan(2e-5);
    }

    [Fact]
    public void Compute_PartsAndInPlace_GiveTheSameBytes()
    {
        Assert.SkipUnless(GroupNormKernel.CanCompute(64), "this processor has no AVX-512");
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var (maps, weight, bias) = (randn(32, 16, 16, 64), randn(64), randn(64));
        var whole = empty_like(maps);
        GroupNormKernel.Compute(maps, whole, null, weight, bias, 16, 1e-5, activates: true);
        var alone = empty_like(maps);
        for (var row = 0; row < 32; row++)
        {
            GroupNormKernel.Compute(maps.narrow(0, row, 1), alone.narrow(0, row, 1), null, weight, bias, 16, 1e-5, activates: true);
        }

        GroupNormKernel.Compute(maps, maps, null, weight, bias, 16, 1e-5, activates: true);
        alone.equal(whole).all().item<bool>().ShouldBeTrue();
        maps.equal(whole).all().item<bool>().ShouldBeTrue();
    }
}
