using CsCheck;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Statistics;

public sealed class SignFlipTestTests
{
    [Fact]
    public void PValue_WhereEveryPairAgrees_IsTheTwoExtremePatterns() => SignFlipTest.PValue([1, 2, 3, 4, 5], seed: 0).ShouldBe(2.0 / 32);

    [Fact]
    public void PValue_OfNoDifference_IsOne()
    {
        SignFlipTest.PValue([0, 0, 0], seed: 0).ShouldBe(1);
        SignFlipTest.PValue([0.1, -0.1], seed: 0).ShouldBe(1);
        SignFlipTest.PValue([.. Enumerable.Repeat(0.0, 100)], seed: 0).ShouldBe(1);
    }

    [Fact]
    public void PValue_OfTenPairs_CountsThePatternsAtLeastAsExtreme()
    {
        // Ten of size one, eight up: the patterns with at most two or at least eight up, 2 (1 + 10 + 45) of 1024.
        SignFlipTest.PValue([1, 1, 1, 1, 1, 1, 1, 1, -1, -1], seed: 0).ShouldBe(112.0 / 1024);
    }

    [Fact]
    public void PValue_WhereSampled_IsCloseToTheExactOne()
    {
        double[] differences = [0.3, -0.1, 0.2, 0.5, -0.25, 0.15, 0.05, 0.4, -0.3, 0.1, 0.2, 0.35];
        var exact = SignFlipTest.PValue(differences, seed: 3, permutations: 4096);
        var sampled = SignFlipTest.PValue(differences, seed: 3, permutations: 4095);
        sampled.ShouldBe(exact, 0.03);
        sampled.ShouldBe(SignFlipTest.PValue(differences, seed: 3, permutations: 4095));
        sampled.ShouldNotBe(exact);
    }

    [Fact]
    public void PValue_OfMoreThanSixtyFourPairs_FlipsEachOne()
    {
        // All agree: only the observed pattern counts among those sampled.
        SignFlipTest.PValue([.. Enumerable.Repeat(0.1, 130)], seed: 9, permutations: 999).ShouldBe(1.0 / 1000);

        // Were signs past the 64th never flipped, every pattern would be as extreme.
        double[] lastOnes = [.. Enumerable.Repeat(0.0, 65), .. Enumerable.Repeat(1.0, 20)];
        SignFlipTest.PValue(lastOnes, seed: 9, permutations: 999).ShouldBe(1.0 / 1000);

        // Were they those of the first 64 again, opposite ones would always cancel and leave the 2, so every pattern would be as extreme.
        double[] opposite = [.. Enumerable.Repeat(1.0, 20), .. Enumerable.Repeat(0.0, 44), .. Enumerable.Repeat(-1.0, 20), 2];
        SignFlipTest.PValue(opposite, seed: 9, permutations: 999).ShouldBeInRange(0.7, 0.97);
    }

    [Fact]
    public void PValue_WithSignsTurned_StaysTheSame() =>
        Gen.Double[-1, 1].Array[1, 12].Sample(differences =>
            SignFlipTest.PValue(differences, seed: 0) == SignFlipTest.PValue(Array.ConvertAll(differences, value => -value), seed: 0));

    [Fact]
    public void PValue_OfNothingOrInfinity_IsRefused()
    {
        Should.Throw<ArgumentException>(() => SignFlipTest.PValue([], seed: 0));
        Should.Throw<ArgumentException>(() => SignFlipTest.PValue([double.PositiveInfinity], seed: 0));
    }
}
