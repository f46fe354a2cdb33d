using CsCheck;
using RewardLab.Evaluation.Comparisons;

namespace RewardLab.Evaluation.Tests.Comparisons;

public sealed class SetMajorityTests
{
    private static readonly Gen<SetOutcome> Outcome = Gen.Int[0, 2].Select(value => (SetOutcome)value);

    [Theory]
    [InlineData("W", SetOutcome.Win)]
    [InlineData("L", SetOutcome.Loss)]
    [InlineData("WW", SetOutcome.Win)]
    [InlineData("WT", SetOutcome.Tie)]
    [InlineData("WL", SetOutcome.Tie)]
    [InlineData("WWL", SetOutcome.Win)]
    [InlineData("TLL", SetOutcome.Loss)]
    [InlineData("TTW", SetOutcome.Tie)]
    [InlineData("WTL", SetOutcome.Tie)]
    [InlineData("WWTL", SetOutcome.Tie)]
    [InlineData("WWLL", SetOutcome.Tie)]
    [InlineData("WWWLL", SetOutcome.Win)]
    [InlineData("WWTTL", SetOutcome.Tie)]
    public void Majority_OfKnownOutcomes_NeedsMoreThanHalf(string outcomes, SetOutcome majority) =>
        SetMajority.Compute([.. outcomes.Select(letter => letter switch { 'W' => SetOutcome.Win, 'L' => SetOutcome.Loss, _ => SetOutcome.Tie })])
            .ShouldBe(majority);

    [Fact]
    public void Majority_OfAnyOutcomes_IsWhatAMajorityGives() =>
        Outcome.Array[1, 9].Sample(outcomes =>
        {
            var max = outcomes.CountBy(outcome => outcome).MaxBy(count => count.Value);
            var majority = SetMajority.Compute(outcomes);
            majority.ShouldBe(max.Value > outcomes.Length - max.Value ? max.Key : SetOutcome.Tie);
            SetMajority.Compute([.. outcomes.Order()]).ShouldBe(majority);
            SetMajority.Compute([.. outcomes.Select(outcome => (SetOutcome)(2 - (int)outcome))]).ShouldBe((SetOutcome)(2 - (int)majority));
        });

    [Fact]
    public void Majority_OfEachSet_IsOfItsOwnAnnotators()
    {
        SetComparison[] comparisons =
        [
            new(0, 1, 0, SetOutcome.Win), new(0, 0, 0, SetOutcome.Loss), new(0, 1, 1, SetOutcome.Loss), new(1, 1, 0, SetOutcome.Tie),
            new(0, 1, 0, SetOutcome.Loss), new(0, 0, 0, SetOutcome.Loss), new(0, 1, 1, SetOutcome.Loss), new(0, 1, 0, SetOutcome.Win),
        ];
        SetMajority.OfEach(comparisons)
            .ShouldBe([new(0, 1, 0, SetOutcome.Win), new(0, 0, 0, SetOutcome.Loss), new(0, 1, 1, SetOutcome.Loss), new(1, 1, 0, SetOutcome.Tie)]);
        SetMajority.OfEach([]).ShouldBeEmpty();
    }

    [Fact]
    public void Majority_OfNobody_IsRefused() => Should.Throw<ArgumentException>(() => SetMajority.Compute([]));
}
