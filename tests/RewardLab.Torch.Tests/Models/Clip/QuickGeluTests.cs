using System.Runtime.Intrinsics.X86;
using RewardLab.Torch.Models.Clip;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.Clip;

/// <summary>The activation of OpenAI's CLIP in one pass.</summary>
public sealed class QuickGeluTests
{
    [Fact]
    public void Compute_IsTheFunction()
    {
        Assert.SkipUnless(Avx512F.IsSupported, "this processor has no AVX-512");
        float[] values =
        [
            .. Enumerable.Range(-40_000, 80_001).Select(i => i / 997f), 0f, -0f, 1e-30f, -1e-30f, 1e30f, -1e30f, float.PositiveInfinity, float.MaxValue, 88.7f,
        ];
        var computed = values.ToArray();
        QuickGelu.Compute(computed);
        for (var i = 0; i < values.Length; i++)
        {
            var exact = values[i] / (1 + Math.Exp(-1.702 * values[i]));
            var expected = double.IsNaN(exact) ? 0 : exact;
            // Rounding the exponent moves the result the more the larger it is, as it does in libtorch's operations.
            var tolerance = Math.Abs(expected) * (3e-7 + (2e-7 * Math.Abs(values[i])));
            if (float.IsFinite(values[i]) && Math.Abs(values[i]) < 50)
            {
                Math.Abs(computed[i] - expected).ShouldBeLessThanOrEqualTo(tolerance, $"of {values[i]}");
            }
            else if (values[i] > 0)
            {
                computed[i].ShouldBe(values[i]);
            }
            else
            {
                Math.Abs(computed[i]).ShouldBeLessThan(1e-7f);
            }
        }

        float[] missing = [float.NaN, 1];
        QuickGelu.Compute(missing);
        missing[0].ShouldBe(float.NaN);
    }

    [Fact]
    public void Apply_WithGradients_LeavesTheInputAndHasThem()
    {
        using var scope = NewDisposeScope();
        var x = tensor([-2f, -0.5f, 0f, 1f, 3f], requires_grad: true);
        var y = QuickGelu.Apply(x);
        y.sum().backward();
        x.data<float>().ToArray().ShouldBe([-2f, -0.5f, 0f, 1f, 3f]);
        x.grad.ShouldNotBeNull();
        using (no_grad())
        {
            var inPlace = QuickGelu.Apply(x.detach().clone()).data<float>().ToArray();
            var expected = y.data<float>().ToArray();
            for (var i = 0; i < expected.Length; i++)
            {
                inPlace[i].ShouldBe(expected[i], 1e-6f);
            }
        }
    }
}
