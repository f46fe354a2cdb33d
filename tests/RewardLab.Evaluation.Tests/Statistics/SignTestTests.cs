using CsCheck;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Statistics;

public sealed class SignTestTests
{
    [Theory]
    [InlineData(8, 2, 112.0 / 1024)]
    [InlineData(2, 8, 112.0 / 1024)]
    [InlineData(5, 0, 2.0 / 32)]
    [InlineData(3, 3, 1)]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 1)]
    public void PValue_OfFewComparisons_CountsTheCoins(int wins, int losses, double exact) => SignTest.PValue(wins, losses).ShouldBe(exact, 1e-14);

    [Fact]
    public void PValue_OfAnyCounts_IsTheSignFlipTestsOfOnes() =>
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 6]).Where(counts => counts.Item1 + counts.Item2 > 0).Sample((wins, losses) =>
        {
            double[] differences = [.. Enumerable.Repeat(1.0, wins), .. Enumerable.Repeat(-1.0, losses)];
            SignTest.PValue(wins, losses).ShouldBe(SignFlipTest.PValue(differences, seed: 0), 1e-12);
        });

    [Fact]
    public void PValue_OfNegativeCounts_IsRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => SignTest.PValue(-1, 2));
        Should.Throw<ArgumentOutOfRangeException>(() => SignTest.PValue(2, -1));
    }
}
