using System.Numerics;
using CsCheck;
using RewardLab.Evaluation.BestOfN;

namespace RewardLab.Evaluation.Tests.BestOfN;

public sealed class BestOfNCurveTests
{
    [Fact]
    public void Expected_OfAnyPool_EqualsTheMeanOverEverySubset()
    {
        // Few distinct proxies, so that ties are common.
        Gen.Select(Gen.Int[0, 4], Gen.Int[-20, 20]).Array[1, 9].Sample(pool =>
        {
            var proxy = Array.ConvertAll(pool, sample => (double)sample.Item1);
            var gold = Array.ConvertAll(pool, sample => (double)sample.Item2);
            for (var n = 1; n <= pool.Length; n++)
            {
                BestOfNCurve.Expected(proxy, gold, n).ShouldBe(MeanOverSubsets(proxy, gold, n), 1e-12);
            }
        });
    }

    [Theory]
    [InlineData(64, 16)]
    [InlineData(1000, 4)]
    [InlineData(1000, 64)]
    [InlineData(4096, 256)]
    [InlineData(50, 50)]
    [InlineData(50, 1)]
    public void Weights_OfALargePool_EqualTheBinomialsTo1E12(int poolSize, int n)
    {
        var weights = BestOfNCurve.Weights(poolSize, n);
        weights.Sum().ShouldBe(1, 1e-12);

        // C(i-1, n-1) and C(N, n) as whole numbers, divided with 80 digits to spare.
        var all = Binomial(poolSize, n);
        var scale = BigInteger.Pow(10, 80);
        var chosen = BigInteger.One;
        for (var i = 1; i <= poolSize; i++)
        {
            chosen = i < n ? 0 : i == n ? 1 : chosen * (i - 1) / (i - n);
            var exact = (double)(chosen * scale / all) / 1e80;
            weights[i - 1].ShouldBe(exact, 1e-12 * Math.Max(exact, 1e-60));
        }
    }

    [Fact]
    public void Estimate_AtOneAndAtAll_IsTheMeanAndTheBest()
    {
        var points = BestOfNCurve.Estimate([0.1, 0.9, 0.5], [3, 1, 2], [1, 3]);
        points[0].Expected.ShouldBe(2, 1e-12);
        points[0].Kl.ShouldBe(0);
        points[1].Expected.ShouldBe(1, 1e-12);
        points[1].Kl.ShouldBe(Math.Log(3) - (2.0 / 3), 1e-15);
    }

    [Fact]
    public void Estimate_OfUnusableInput_IsRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => BestOfNCurve.Expected([1.0], [1.0], 2));
        Should.Throw<ArgumentOutOfRangeException>(() => BestOfNCurve.Expected([1.0], [1.0], 0));
        Should.Throw<ArgumentOutOfRangeException>(() => BestOfNCurve.Expected([], [], 1));
        Should.Throw<ArgumentException>(() => BestOfNCurve.Expected([1.0, 2], [1.0], 1));
        Should.Throw<ArgumentException>(() => BestOfNCurve.Expected([double.NaN], [1.0], 1));
        Should.Throw<ArgumentException>(() => BestOfNCurve.Expected([1.0], [double.NaN], 1));
    }

    private static double MeanOverSubsets(double[] proxy, double[] gold, int n)
    {
        var means = new List<double>();
        for (var subset = 0U; subset < 1U << proxy.Length; subset++)
        {
            var members = Enumerable.Range(0, proxy.Length).Where(i => (subset >> i & 1) == 1).ToArray();
            if (members.Length == n)
            {
                var best = members.Max(i => proxy[i]);
                means.Add(members.Where(i => proxy[i] == best).Average(i => gold[i]));
            }
        }

        return means.Average();
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
