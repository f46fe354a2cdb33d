using System.Numerics;
using CsCheck;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Statistics;

public sealed class IncompleteBetaTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 3, 5)]
    [InlineData(10, 1, 7)]
    [InlineData(40, 60, 6)]
    [InlineData(60, 40, 11)]
    [InlineData(300, 200, 9)]
    public void Regularised_OfWholeParameters_IsTheBinomialTailInWholeNumbers(int a, int b, int sixteenths)
    {
        // I_x(a, b) = P(X >= a) of n = a + b - 1 trials; of x = s/16 every term is a whole number over 16^n.
        var n = a + b - 1;
        var sum = BigInteger.Zero;
        for (var k = a; k <= n; k++)
        {
            sum += Binomial(n, k) * BigInteger.Pow(sixteenths, k) * BigInteger.Pow(16 - sixteenths, n - k);
        }

        var exact = (double)(sum * BigInteger.Pow(10, 60) / BigInteger.Pow(16, n)) / 1e60;
        IncompleteBeta.Regularised(a, b, sixteenths / 16.0).ShouldBe(exact, 1e-12 * exact);
    }

    [Fact]
    public void Regularised_OfOneHalves_IsTheArcsineLaw() =>
        Gen.Double[0, 1].Sample(x => IncompleteBeta.Regularised(0.5, 0.5, x).ShouldBe(2 / Math.PI * Math.Asin(Math.Sqrt(x)), 1e-13));

    [Fact]
    public void Regularised_OfAnyParameters_IsSymmetricAndBounded() =>
        Gen.Select(Gen.Double[0.05, 300], Gen.Double[0.05, 300], Gen.Double[0, 1]).Sample((a, b, x) =>
        {
            var value = IncompleteBeta.Regularised(a, b, x);
            value.ShouldBeInRange(0, 1);
            value.ShouldBe(1 - IncompleteBeta.Regularised(b, a, 1 - x), 1e-11);
        });

    [Fact]
    public void LogGamma_OfWholeAndHalfNumbers_IsTheirFactorials()
    {
        var (whole, half) = (0.0, Math.Log(Math.PI) / 2);
        for (var n = 1; n < 200; n++)
        {
            LogGamma.Compute(n).ShouldBe(whole, 1e-14 * Math.Max(1, Math.Abs(whole)) * 20);
            LogGamma.Compute(n - 0.5).ShouldBe(half, 1e-14 * Math.Max(1, Math.Abs(half)) * 20);
            whole += Math.Log(n);
            half += Math.Log(n - 0.5);
        }
    }

    [Fact]
    public void Regularised_OutsideItsRange_IsRefused()
    {
        IncompleteBeta.Regularised(2, 3, 0).ShouldBe(0);
        IncompleteBeta.Regularised(2, 3, 1).ShouldBe(1);
        Should.Throw<ArgumentOutOfRangeException>(() => IncompleteBeta.Regularised(0, 1, 0.5));
        Should.Throw<ArgumentOutOfRangeException>(() => IncompleteBeta.Regularised(1, double.PositiveInfinity, 0.5));
        Should.Throw<ArgumentOutOfRangeException>(() => IncompleteBeta.Regularised(1, 1, 1.5));
        Should.Throw<ArgumentOutOfRangeException>(() => IncompleteBeta.Regularised(1, 1, double.NaN));
    }

    private static BigInteger Binomial(int n, int k)
    {
        var value = BigInteger.One;
        for (var i = 1; i <= k; i++)
        {
            value = value * (n - k + i) / i;
        }

        return value;
    }
}
