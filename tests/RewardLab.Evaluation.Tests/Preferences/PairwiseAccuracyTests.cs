using RewardLab.Evaluation.Preferences;

namespace RewardLab.Evaluation.Tests.Preferences;

public sealed class PairwiseAccuracyTests
{
    [Fact]
    public void Mean_OverPrompts_CountsEachPromptOnceAndEqualScoresHalf()
    {
        var accuracy = new PairwiseAccuracy();
        Add(accuracy, "b", PreferenceOutcome.First, 1);
        Add(accuracy, "b", PreferenceOutcome.Second, 1);
        Add(accuracy, "b", PreferenceOutcome.First, 0);
        Add(accuracy, "b", PreferenceOutcome.Tie, 5);
        Add(accuracy, "a", PreferenceOutcome.Second, -0.1);

        accuracy.DecidedCount.ShouldBe(4);
        accuracy.ByPrompt.ShouldBe([("a", 1.0, 1), ("b", 0.5, 3)]);
        var mean = accuracy.Mean(1)!;
        mean.Mean.ShouldBe(0.75);
        (mean.Lower, mean.Upper).ShouldBe((0.5, 1.0));
    }

    [Fact]
    public void Mean_TiesAlone_IsNothing()
    {
        var accuracy = new PairwiseAccuracy();
        Add(accuracy, "a", PreferenceOutcome.Tie, 1);
        accuracy.Mean(1).ShouldBeNull();
        accuracy.LeadOver(accuracy, 1).ShouldBeNull();
    }

    [Fact]
    public void LeadOver_AnotherReward_IsPairedByPrompt()
    {
        var (good, bad) = (new PairwiseAccuracy(), new PairwiseAccuracy());
        foreach (var prompt in (string[])["a", "b", "c"])
        {
            Add(good, prompt, PreferenceOutcome.First, 1);
            Add(bad, prompt, PreferenceOutcome.First, -1);
        }

        var lead = good.LeadOver(bad, 1)!;
        (lead.Mean, lead.Lower, lead.Upper, lead.Count).ShouldBe((1.0, 1.0, 1.0, 3));
        Add(bad, "d", PreferenceOutcome.First, 1);
        Should.Throw<ArgumentException>(() => good.LeadOver(bad, 1));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Add_LeadThatIsNoNumber_IsRefused(double lead) =>
        Should.Throw<ArgumentException>(() => Add(new PairwiseAccuracy(), "a", PreferenceOutcome.First, lead));

    private static void Add(PairwiseAccuracy accuracy, string prompt, PreferenceOutcome outcome, double lead) =>
        accuracy.Add(new PreferencePair(prompt, "a.png", "b.png", outcome), lead);
}
