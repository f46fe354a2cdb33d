using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Comparisons;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Comparisons;

public sealed class ComparisonSummaryTests
{
    private static readonly Gen<SetOutcome> Outcome = Gen.Int[0, 2].Select(value => (SetOutcome)value);

    [Fact]
    public void Summary_OfKnownOutcomes_CountsThem()
    {
        SetOutcome[] outcomes = [SetOutcome.Win, SetOutcome.Win, SetOutcome.Tie, SetOutcome.Loss, SetOutcome.Win, SetOutcome.Win];
        var summary = ComparisonSummary.Compute(OneRun(outcomes));
        (summary.Wins, summary.Ties, summary.Losses, summary.Count).ShouldBe((4, 1, 1, 6));
        summary.WinShare.ShouldBe(4.0 / 6, 1e-15);
        summary.Ratio.ShouldBe(4);
        summary.Lead.ShouldBe(new ConfidenceInterval(0.5, null, null, 3));
        (summary.RatioLower, summary.RatioUpper, summary.PValue).ShouldBe((null, null, null), "three prompts say too little");
    }

    [Fact]
    public void Lead_OfOneRun_IsTheIntervalOverPrompts() =>
        Outcome.Array[2].Array[5, 12].Sample(pairs =>
        {
            var summary = ComparisonSummary.Compute(OneRun([.. pairs.SelectMany(pair => pair)]));
            double[] leads = [.. pairs.Select(pair => pair.Average(outcome => outcome == SetOutcome.Win ? 1.0 : outcome == SetOutcome.Loss ? -1 : 0))];
            var expected = ConfidenceInterval.OfMean(leads, ValueRange.Signed);
            summary.Lead.Mean.ShouldBe(expected.Mean, 1e-12);
            summary.Lead.Lower!.Value.ShouldBe(expected.Lower!.Value, 1e-9);
            summary.Lead.Upper!.Value.ShouldBe(expected.Upper!.Value, 1e-9);
            summary.PValue!.Value.ShouldBe(PairedTest.PValue(leads, ValueRange.Signed, seed: 0)!.Value, 1e-9);
        }, iter: 200);

    [Fact]
    public void Ratio_WithALossOnEveryPrompt_IsTheOddsOfTheDecidedShare()
    {
        // A prompt with more decided sets weighs more: 8 wins of 12 decided sets.
        SetComparison[] comparisons =
        [
            .. from prompt in Enumerable.Range(0, 6)
               from set in Enumerable.Range(0, prompt < 2 ? 4 : 2)
               select new SetComparison(0, prompt, set, set == 0 ? SetOutcome.Loss : prompt < 2 && set == 3 ? SetOutcome.Tie : SetOutcome.Win),
        ];
        var summary = ComparisonSummary.Compute(comparisons);
        summary.Ratio.ShouldBe(8 / 6.0);
        summary.RatioLower!.Value.ShouldBeInRange(0.1, 8 / 6.0);
        summary.RatioUpper!.Value.ShouldBeInRange(8 / 6.0, 20, "four prompts of six say the same");
    }

    [Fact]
    public void Summary_WithOutcomesTurned_IsTurned() =>
        Outcome.Array[24].Sample(outcomes =>
        {
            var summary = ComparisonSummary.Compute(TwoRuns(outcomes));
            var turned = ComparisonSummary.Compute(TwoRuns([.. outcomes.Select(outcome => (SetOutcome)(2 - (int)outcome))]));
            (turned.Wins, turned.Ties, turned.Losses).ShouldBe((summary.Losses, summary.Ties, summary.Wins));
            turned.Lead.Lower!.Value.ShouldBe(-summary.Lead.Upper!.Value, 1e-9);
            turned.PValue!.Value.ShouldBe(summary.PValue!.Value, 1e-9);
            if (summary.RatioUpper is > 0 and < 1e6)
            {
                turned.RatioLower!.Value.ShouldBe(1 / summary.RatioUpper.Value, 1e-6);
            }
        }, iter: 200);

    [Fact]
    public void Interval_OfRunsThatDisagree_IsWiderThanOfTheirSetsAlone()
    {
        // Two runs win everything and two lose everything: prompts alone would be sure of the draw.
        SetComparison[] comparisons =
        [
            .. from run in Enumerable.Range(0, 4)
                from prompt in Enumerable.Range(0, 10)
                select new SetComparison(run, prompt, 0, run < 2 ? SetOutcome.Win : SetOutcome.Loss),
        ];
        var summary = ComparisonSummary.Compute(comparisons);
        summary.Lead.Lower!.Value.ShouldBeLessThan(-0.9);
        summary.Lead.Upper!.Value.ShouldBeGreaterThan(0.9);
        var pooled = ComparisonSummary.Compute([.. comparisons.Select(comparison => comparison with { Run = 0, Set = comparison.Run })]);
        pooled.Lead.Upper!.Value.ShouldBe(1 - Math.Pow(0.025, 0.1), 1e-9);
    }

    [Fact]
    public void Interval_OfPromptsThatDisagree_IsNoNarrowerForMoreRuns()
    {
        // Every run wins the even prompts and loses the odd ones: more runs are no more evidence on other prompts.
        SetComparison[] Runs(int count) =>
            [.. from run in Enumerable.Range(0, count)
                from prompt in Enumerable.Range(0, 20)
                select new SetComparison(run, prompt, 0, prompt % 2 == 0 ? SetOutcome.Win : SetOutcome.Loss)];
        ComparisonSummary.Compute(Runs(8)).Lead.Upper!.Value.ShouldBe(ComparisonSummary.Compute(Runs(1)).Lead.Upper!.Value, 1e-9);
    }

    [Fact]
    public void Interval_OfRunsThatDiffer_CoversTheTrueValue()
    {
        // Three training runs, whose luck moves their share of wins: what is asked for is the mean over all runs that there might be.
        var covered = 0;
        for (var study = 0; study < 400; study++)
        {
            var source = new SimulatedSource((ulong)study, "runs");
            double[] luck = [.. Enumerable.Range(0, 3).Select(_ => 0.15 * source.Normal())];
            double[] ease = [.. Enumerable.Range(0, 12).Select(_ => 0.1 * source.Normal())];
            SetComparison[] comparisons =
            [
                .. from run in Enumerable.Range(0, 3)
                   from prompt in Enumerable.Range(0, 12)
                   from set in Enumerable.Range(0, 2)
                   select new SetComparison(run, prompt, set, source.Uniform() < 0.5 + luck[run] + ease[prompt] ? SetOutcome.Win : SetOutcome.Loss),
            ];
            var lead = ComparisonSummary.Compute(comparisons).Lead;
            covered += lead.Lower <= 0 && lead.Upper >= 0 ? 1 : 0;
        }

        (covered / 400.0).ShouldBeInRange(0.92, 1);
    }

    [Fact]
    public void Interval_OfManySimulatedStudies_CoversTheTrueValue()
    {
        // Prompts have a share of wins of their own, on average .6 with no ties: the true lead is .2.
        var covered = 0;
        for (var study = 0; study < 400; study++)
        {
            var stream = SeedStream.Create((ulong)study, "study");
            double Uniform(long index) => (stream[index] >> 11) / (double)(1UL << 53);
            SetComparison[] comparisons =
            [
                .. from prompt in Enumerable.Range(0, 30)
                   let share = 0.2 + (0.8 * Uniform(prompt))
                   from set in Enumerable.Range(0, 2)
                   select new SetComparison(0, prompt, set, Uniform(1000 + (2 * prompt) + set) < share ? SetOutcome.Win : SetOutcome.Loss),
            ];
            var lead = ComparisonSummary.Compute(comparisons).Lead;
            covered += lead.Lower <= 0.2 && lead.Upper >= 0.2 ? 1 : 0;
        }

        (covered / 400.0).ShouldBeInRange(0.93, 0.98);
    }

    [Fact]
    public void Ratio_WithoutADecision_IsNull()
    {
        SetOutcome[] All(SetOutcome outcome) => [.. Enumerable.Repeat(outcome, 10)];
        var summary = ComparisonSummary.Compute(OneRun(All(SetOutcome.Tie)));
        (summary.Ratio, summary.RatioLower, summary.RatioUpper, summary.PValue).ShouldBe((null, null, null, 1));
        var won = ComparisonSummary.Compute(OneRun(All(SetOutcome.Win)));
        (won.Ratio, won.RatioUpper).ShouldBe((double.PositiveInfinity, double.PositiveInfinity));

        // Clopper and Pearson: five prompts of five leave a share of .025^(1/5) open.
        won.RatioLower!.Value.ShouldBe(Math.Pow(0.025, 0.2) / (1 - Math.Pow(0.025, 0.2)), 1e-9);
        ComparisonSummary.Compute(OneRun(All(SetOutcome.Loss))).Ratio.ShouldBe(0);
    }

    [Fact]
    public void Summary_OfNothingOrOfRaggedRuns_IsRefused()
    {
        Should.Throw<ArgumentException>(() => ComparisonSummary.Compute([]));
        Should.Throw<ArgumentException>(
            () => ComparisonSummary.Compute([new(0, 0, 0, SetOutcome.Win), new(0, 1, 0, SetOutcome.Win), new(1, 0, 0, SetOutcome.Win)]));
        Should.Throw<ArgumentOutOfRangeException>(() => ComparisonSummary.Compute(OneRun([SetOutcome.Win, SetOutcome.Win]), level: 1));
    }

    private static SetComparison[] OneRun(SetOutcome[] outcomes) => [.. outcomes.Select((outcome, i) => new SetComparison(0, i / 2, i % 2, outcome))];

    private static SetComparison[] TwoRuns(SetOutcome[] outcomes) => [.. outcomes.Select((outcome, i) => new SetComparison(i % 2, i / 4, i / 2 % 2, outcome))];
}
