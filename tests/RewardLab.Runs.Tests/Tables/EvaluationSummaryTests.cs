using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Tables;
using RewardLab.Runs.Tables;

namespace RewardLab.Runs.Tests.Tables;

public sealed class EvaluationSummaryTests
{
    private static readonly double[] Noise = [0.02, -0.03, 0.05, -0.06, 0.01, -0.02, 0.04, -0.05, 0.03, -0.01, 0.06, -0.04];

    [Fact]
    public void Sentences_ALeadIsSignificant_NameItWithIntervalAndP()
    {
        var sentences = Of(12, raw: i => 0.6 + Noise[i], norm: i => 0.75 + Noise[i] + (Noise[11 - i] / 4));

        sentences.Length.ShouldBe(2);
        sentences[0].ShouldBe(
            "Measured: AUROC (the probability that a correct image of a prompt scores above an incorrect one: 1 is perfect, 0.5 is chance) of 2 rewards "
                + "against the ground truth, mean over 12 prompts; highest is norm with 0.750 [0.73, 0.77].");
        sentences[1].ShouldMatch(@"^Significantly ahead of its baseline: norm over raw, AUROC \+0\.150 \[\+0\.14, \+0\.16\], p = 0\.00\d+\.$");
    }

    [Fact]
    public void Sentences_NothingIsSignificant_SayHowFarTheIntervalReaches()
    {
        var sentences = Of(12, raw: i => 0.6 + Noise[i], norm: i => 0.6 + Noise[11 - i]);

        sentences.Length.ShouldBe(3);
        sentences[1].ShouldMatch(@"^No difference from a baseline is significant after Holm's correction for 1 comparisons?; the smallest p is [01]\.\d+\.$");
        sentences[2].ShouldMatch(
            @"^Not significant: norm over raw, 0\.000 \[-0\.\d+, \+0\.\d+\]; with 12 prompts the half-width of this interval is 0\.\d\d, "
            + @"and a smaller difference would not show\.$");
    }

    [Fact]
    public void Sentences_TheBaselineIsBetter_SaySo()
    {
        var sentences = Of(12, raw: i => 0.8 + Noise[i], norm: i => 0.7 + Noise[i] + (Noise[11 - i] / 4));

        sentences[1].ShouldStartWith("Significantly behind its baseline, so that the baseline is better: norm over raw, AUROC -0.100 [");
        sentences[0].ShouldContain("highest is raw with");
        sentences.ShouldNotContain(sentence => sentence.Contains("ahead", StringComparison.Ordinal));
    }

    [Fact]
    public void Sentences_TooFewPrompts_CallNothingSignificant()
    {
        var sentences = Of(4, raw: i => 0.5 + Noise[i], norm: i => 0.9 + Noise[i]);

        sentences[^1].ShouldBe(
            "No difference can be called significant: an interval takes at least 5 prompts that have both correct and incorrect images and differ, "
            + "and 4 prompts counted.");
    }

    [Fact]
    public void Sentences_NothingIsCompared_SayWhatWasMeasuredAlone() =>
        EvaluationSummary.Sentences(Evaluation(12, ("raw", i => 0.6 + Noise[i])), new ComparisonTable([]), "the labels")
            .ShouldHaveSingleItem()
            .ShouldContain("of 1 reward against the labels");

    [Fact]
    public void Sentences_ManyLeads_NameFourAndCountTheRest()
    {
        var evaluation = Evaluation(
            12,
            [
                ("raw", i => 0.6 + Noise[i]),
                .. Enumerable.Range(0, 6).Select(k => ($"norm {k}", (Func<int, double>)(i => 0.75 + Noise[i] + (Noise[(i + k) % 12] / 4)))),
            ]);
        var comparisons = new ComparisonTable(Enumerable.Range(0, 6).Select(k => Comparison.From(evaluation.Compare($"norm {k}", "raw", Metric.Auroc))));

        EvaluationSummary.Sentences(evaluation, comparisons, "the labels")[1].ShouldEndWith("; and 2 more in the report.");
    }

    private static string[] Of(int prompts, Func<int, double> raw, Func<int, double> norm)
    {
        var evaluation = Evaluation(prompts, ("raw", raw), ("norm", norm));
        return
        [
            .. EvaluationSummary.Sentences(
                evaluation, new ComparisonTable([Comparison.From(evaluation.Compare("norm", "raw", Metric.Auroc))]), "the ground truth"),
        ];
    }

    private static EvaluationTable Evaluation(int prompts, params (string Reward, Func<int, double> Auroc)[] rewards)
    {
        var evaluation = new EvaluationTable(new EvaluationOptions { Metrics = [Metric.Auroc] });
        foreach (var (reward, auroc) in rewards)
        {
            for (var i = 0; i < prompts; i++)
            {
                evaluation.Add(reward, PromptMetrics.Create($"prompt {i}", 10, 5, new Dictionary<Metric, double> { [Metric.Auroc] = auroc(i) }));
            }
        }

        return evaluation;
    }
}
