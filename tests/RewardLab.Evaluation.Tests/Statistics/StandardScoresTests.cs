using CsCheck;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Statistics;

public sealed class StandardScoresTests
{
    [Fact]
    public void Scores_OfAnySpread_HaveMeanZeroAndDeviationOne() =>
        Gen.Double[-1e6, 1e6].Array[2, 50].Where(scores => scores.Max() - scores.Min() > 1).Sample(scores =>
        {
            var standard = StandardScores.Compute(scores);
            standard.Average().ShouldBe(0, 1e-6);
            standard.Average(score => score * score).ShouldBe(1, 1e-6);
        });

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 3.0 })]
    [InlineData(new[] { 0.1, 0.1, 0.1 })]
    public void Scores_ThatAreEqual_AreAllZero(double[] scores) => StandardScores.Compute(scores).ShouldAllBe(score => score == 0);

    [Fact]
    public void Scores_ThatAreNotFinite_AreRefused() =>
        Should.Throw<ArgumentException>(() => StandardScores.Compute([1, double.NaN])).Message.ShouldContain("Score 1");

    [Fact]
    public void Percentiles_WithTies_AreShareOfLowerOnes()
    {
        Percentiles.Compute([10, 30, 20]).ShouldBe([0, 1, 0.5]);
        Percentiles.Compute([1, 1, 2]).ShouldBe([0.25, 0.25, 1]);
        Percentiles.Compute([7]).ShouldBe([0.5]);
        Percentiles.Compute([]).ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => Percentiles.Compute([double.NaN]));
    }
}
