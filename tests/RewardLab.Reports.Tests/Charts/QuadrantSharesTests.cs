using CsCheck;
using RewardLab.Reports.Charts;

namespace RewardLab.Reports.Tests.Charts;

public sealed class QuadrantSharesTests
{
    [Fact]
    public void Shares_OfAnyPoints_SumToOneOrThereAreNone() =>
        Gen.Select(Gen.Double, Gen.Double).Array[0, 40].Sample(points =>
        {
            double[] x = [.. points.Select(point => point.Item1)];
            double[] y = [.. points.Select(point => point.Item2)];
            var shares = QuadrantShares.Compute(x, y, 0, 1);
            var sum = shares.BothHigh + shares.OnlyXHigh + shares.OnlyYHigh + shares.BothLow;
            sum.ShouldBe(points.Any(point => double.IsFinite(point.Item1) && double.IsFinite(point.Item2)) ? 1 : 0, 1e-12);
            shares.Agreement.ShouldBe(1 - shares.OnlyXHigh - shares.OnlyYHigh - (1 - sum), 1e-12);
        });

    [Fact]
    public void Shares_OfFourPoints_AreAQuarterEach() =>
        QuadrantShares.Compute([0, 0, 2, 2, double.NaN], [0, 2, 0, 1, 0], 1, 1).ShouldBe(new QuadrantShares(0.25, 0.25, 0.25, 0.25));

    [Fact]
    public void Shares_OfUnevenLists_AreRefused() => Should.Throw<ArgumentException>(() => QuadrantShares.Compute([0], [], 0, 0));
}
