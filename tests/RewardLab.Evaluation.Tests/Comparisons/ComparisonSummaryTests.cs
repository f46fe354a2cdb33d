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
        var summary = ComparisonSummary.Of(OneRun(outcomes), seed: 1);
        (summary.Wins, summary.Ties, summary.Losses, summary.Count).ShouldBe((4, 1, 1, 6));
        summary.WinShare.ShouldBe(4.0 / 6, 1e-15);
        summary.Lead.Mean.ShouldBe(0.5);
        summary.Lead.Count.ShouldBe(3);
        summary.Ratio.ShouldBe(4);
        summary.PValue.ShouldBe(12.0 / 32, 1e-14);
        summary.RatioUpper.ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Lead_OfOneRun_IsTheHousesBootstrapOverPrompts() =>
        Gen.Select(Outcome.Array[2].Array[1, 12], Gen.ULong).Sample((pairs, seed) =>
        {
            var summary = ComparisonSummary.Of(OneRun([.. pairs.SelectMany(pair => pair)]), seed, resamples: 300);
            double[] leads = [.. pairs.Select(pair => pair.Average(outcome => outcome == SetOutcome.Win ? 1.0 : outcome == SetOutcome.Loss ? -1 : 0))];
            var expected = BootstrapInterval.OfMean(leads, seed, resamples: 300);
            summary.Lead.Mean.ShouldBe(expected.Mean, 1e-12);
            summary.Lead.Lower.ShouldBe(expected.Lower, 1e-12);
            summary.Lead.Upper.ShouldBe(expected.Upper, 1e-12);
        }, iter: 200);

    [Fact]
    public void Summary_WithOutcomesTurned_IsTurned() =>
        Gen.Select(Outcome.Array[12], Gen.ULong).Sample((outcomes, seed) =>
        {
            var summary = ComparisonSummary.Of(TwoRuns(outcomes), seed, resamples: 201);
            var turned = ComparisonSummary.Of(TwoRuns([.. outcomes.Select(outcome => (SetOutcome)(2 - (int)outcome))]), seed, resamples: 201);
            (turned.Wins, turned.Ties, turned.Losses).ShouldBe((summary.Losses, summary.Ties, summary.Wins));
            turned.Lead.Lower.ShouldBe(-summary.Lead.Upper, 1e-12);
            turned.PValue.ShouldBe(summary.PValue, 1e-12);
            if (summary.RatioUpper is > 0 and < 1e6)
            {
                turned.RatioLower!.Value.ShouldBe(1 / summary.RatioUpper.Value, 1e-9);
            }
        }, iter: 200);

    [Fact]
    public void Interval_OfRunsThatDisagree_IsWiderThanOfTheirSetsAlone()
    {
        // Two runs win everything and two lose everything: prompts alone would be sure of the draw.
        SetComparison[] comparisons = [.. from run in Enumerable.Range(0, 4) from prompt in Enumerable.Range(0, 10) select new SetComparison(run, prompt, 0, run < 2 ? SetOutcome.Win : SetOutcome.Loss)];
        var summary = ComparisonSummary.Of(comparisons, seed: 3);
        (summary.Lead.Mean, summary.Lead.Lower, summary.Lead.Upper).ShouldBe((0, -1, 1));
        var pooled = ComparisonSummary.Of([.. comparisons.Select(comparison => comparison with { Run = 0, Set = comparison.Run })], seed: 3);
        (pooled.Lead.Lower, pooled.Lead.Upper).ShouldBe((0, 0));
    }

    [Fact]
    public void Interval_OfPromptsThatDisagree_IsNoNarrowerForMoreRuns()
    {
        // Every run wins the even prompts and loses the odd ones: more runs are no more evidence on other prompts.
        SetComparison[] Runs(int count) =>
            [.. from run in Enumerable.Range(0, count) from prompt in Enumerable.Range(0, 20) select new SetComparison(run, prompt, 0, prompt % 2 == 0 ? SetOutcome.Win : SetOutcome.Loss)];
        ComparisonSummary.Of(Runs(8), seed: 3).Lead.ShouldBe(ComparisonSummary.Of(Runs(1), seed: 3).Lead);
    }

    [Fact]
    public void Interval_OfManySimulatedStudies_CoversTheTruth()
    {
        // Prompts have a share of wins of their own, on average .6 with no ties: the true lead is .2.
        var covered = 0;
        for (var study = 0; study < 400; study++)
        {
            var stream = SeedStream.Of((ulong)study, "study");
            double Uniform(long index) => (stream[index] >> 11) / (double)(1UL << 53);
            SetComparison[] comparisons =
            [
                .. from prompt in Enumerable.Range(0, 30)
                   let share = 0.2 + (0.8 * Uniform(prompt))
                   from set in Enumerable.Range(0, 2)
                   select new SetComparison(0, prompt, set, Uniform(1000 + (2 * prompt) + set) < share ? SetOutcome.Win : SetOutcome.Loss),
            ];
            var lead = ComparisonSummary.Of(comparisons, seed: 1, resamples: 400).Lead;
            covered += lead.Lower <= 0.2 && lead.Upper >= 0.2 ? 1 : 0;
        }

        (covered / 400.0).ShouldBeInRange(0.9, 0.98);
    }

    [Fact]
    public void Ratio_WithoutADecision_IsNull()
    {
        var summary = ComparisonSummary.Of(OneRun([SetOutcome.Tie, SetOutcome.Tie]), seed: 0);
        (summary.Ratio, summary.RatioLower, summary.RatioUpper, summary.PValue).ShouldBe((null, null, null, 1));
        var won = ComparisonSummary.Of(OneRun([SetOutcome.Win, SetOutcome.Win]), seed: 0);
        (won.Ratio, won.RatioLower, won.RatioUpper).ShouldBe((double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity));
        ComparisonSummary.Of(OneRun([SetOutcome.Loss, SetOutcome.Loss]), seed: 0).Ratio.ShouldBe(0);
    }

    [Fact]
    public void Summary_OfNothingOrOfRaggedRuns_IsRefused()
    {
        Should.Throw<ArgumentException>(() => ComparisonSummary.Of([], seed: 0));
        Should.Throw<ArgumentException>(() => ComparisonSummary.Of([new(0, 0, 0, SetOutcome.Win), new(0, 1, 0, SetOutcome.Win), new(1, 0, 0, SetOutcome.Win)], seed: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => ComparisonSummary.Of(OneRun([SetOutcome.Win, SetOutcome.Win]), seed: 0, resamples: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => ComparisonSummary.Of(OneRun([SetOutcome.Win, SetOutcome.Win]), seed: 0, level: 1));
    }

    private static SetComparison[] OneRun(SetOutcome[] outcomes) => [.. outcomes.Select((outcome, i) => new SetComparison(0, i / 2, i % 2, outcome))];

    private static SetComparison[] TwoRuns(SetOutcome[] outcomes) => [.. outcomes.Select((outcome, i) => new SetComparison(i % 2, i / 4, i / 2 % 2, outcome))];
}
