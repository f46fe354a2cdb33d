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
        var mean = accuracy.Mean()!;
        mean.Mean.ShouldBe(0.75);
        mean.HasEnds.ShouldBeFalse("two prompts say too little");
    }

    [Fact]
    public void Mean_TiesAlone_IsNothing()
    {
        var accuracy = new PairwiseAccuracy();
        Add(accuracy, "a", PreferenceOutcome.Tie, 1);
        accuracy.Mean().ShouldBeNull();
        accuracy.LeadOver(accuracy).ShouldBeNull();
    }

    [Fact]
    public void LeadOver_AnotherReward_IsPairedByPrompt()
    {
        var (good, bad) = (new PairwiseAccuracy(), new PairwiseAccuracy());
        foreach (var prompt in (string[])["a", "b", "c", "e", "f", "g"])
        {
            Add(good, prompt, PreferenceOutcome.First, 1);
            Add(bad, prompt, PreferenceOutcome.First, -1);
        }

        var lead = good.LeadOver(bad)!;
        (lead.Mean, lead.Upper, lead.Count).ShouldBe((1.0, 1.0, 6));
        lead.Lower!.Value.ShouldBe((2 * Math.Pow(0.025, 1.0 / 6)) - 1, 1e-12);
        Add(bad, "d", PreferenceOutcome.First, 1);
        Should.Throw<ArgumentException>(() => good.LeadOver(bad));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Add_LeadThatIsNoNumber_IsRefused(double lead) =>
        Should.Throw<ArgumentException>(() => Add(new PairwiseAccuracy(), "a", PreferenceOutcome.First, lead));

    private static void Add(PairwiseAccuracy accuracy, string prompt, PreferenceOutcome outcome, double lead) =>
        accuracy.Add(new PreferencePair(prompt, "a.png", "b.png", outcome), lead);
}
