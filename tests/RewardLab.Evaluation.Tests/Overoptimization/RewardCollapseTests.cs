using RewardLab.Evaluation.Overoptimization;

namespace RewardLab.Evaluation.Tests.Overoptimization;

public sealed class RewardCollapseTests
{
    // Within each prompt the deviation is 1; between prompts the base differs by far more, and that must not hide a collapse.
    private static readonly double[] Base = [0, 1, 2, 10, 11, 12];
    private static readonly int[] Prompts = [0, 0, 0, 1, 1, 1];

    [Theory]
    [InlineData(-1, true)]
    [InlineData(-3, true)]
    [InlineData(-0.9, false)]
    [InlineData(0, false)]
    [InlineData(2, false)]
    public void IsCollapsed_AllImagesMove_IsByTheDeviationWithinAPrompt(double shift, bool expected)
    {
        var collapse = RewardCollapse.Compute([.. Base.Select(score => score + shift)], Base, Prompts);
        collapse.IsCollapsed.ShouldBe(expected);
        collapse.DropInDeviations.ShouldBe(-shift, 1e-12);
        collapse.BelowBase.ShouldBe(shift < 0 ? 1 : 0);
    }

    [Fact]
    public void IsCollapsed_AFewImagesAreRuined_IsFalse()
    {
        var collapse = RewardCollapse.Compute([-50, 1, 2, 10, 11, 12], Base, Prompts);
        collapse.DropInDeviations.ShouldBeGreaterThan(8);
        collapse.IsCollapsed.ShouldBeFalse();
    }

    [Fact]
    public void Of_ABaseWithoutSpread_IsCollapsedWhereTheMeanHasFallen()
    {
        RewardCollapse.Compute([0.5, 0.5], [1, 1], [0, 0]).IsCollapsed.ShouldBeTrue();
        RewardCollapse.Compute([1, 1], [1, 1], [0, 0]).IsCollapsed.ShouldBeFalse();
        RewardCollapse.Compute([1.5, 1], [1, 1], [0, 0]).IsCollapsed.ShouldBeFalse();
    }

    [Fact]
    public void Of_OneImageAPrompt_TakesTheDeviationOfAll() =>
        RewardCollapse.Compute([-10, -11, -12], [0, 1, 2], [0, 1, 2]).DropInDeviations.ShouldBe(12, 1e-12);

    [Fact]
    public void Of_NothingToCompare_IsRefused()
    {
        Should.Throw<ArgumentException>(() => RewardCollapse.Compute([], [], []));
        Should.Throw<ArgumentException>(() => RewardCollapse.Compute([1], [1, 2], [0]));
        Should.Throw<ArgumentException>(() => RewardCollapse.Compute([double.NaN], [1], [0]));
    }
}
