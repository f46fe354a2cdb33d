using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Tables;
using RewardLab.Runs.Tables;

namespace RewardLab.Runs.Tests.Tables;

public sealed class MetricTableTests
{
    private static readonly Metric[] Metrics = [Metric.Auroc, Metric.Auprc, Metric.AveragePrecisionAt(5)];
    private static readonly double[] Values = [0.91, 0.55, 0.62, 0.7, 0.83, 0.48, 0.77, 0.66];

    [Fact]
    public void Short_QuickstartsRewards_FitsAHundredColumns()
    {
        var evaluation = Evaluation("clip", "TextNorm(clip)", "imagereward", "TextNorm(imagereward)", "mean - lambda variance");
        var table = new MetricTable(evaluation, [("TextNorm(clip)", "clip"), ("TextNorm(imagereward)", "imagereward")]);

        var text = table.Short("rewards against truth", "64 images per prompt.").ToText();

        text.Split('\n').Max(line => line.Length).ShouldBeLessThanOrEqualTo(100, text);
        text.ShouldContain("after Holm's correction for 6 comparisons");
        table.Short("").Columns.Select(column => column.Heading).ShouldBe(["reward", "AUROC", "baseline", "lead over baseline", "p (Holm)"]);
        var row = table.Short("").Rows[1];
        (row[0], row[2]).ShouldBe(("TextNorm(clip)", "clip"));
        table.Short("").Rows[0].Skip(2).ShouldBe(["", null, null]);
    }

    [Fact]
    public void Full_EveryMetric_HasTheSameNumbersAsTheEvaluation()
    {
        var evaluation = Evaluation("raw", "norm");
        var table = new MetricTable(evaluation, [("norm", "raw")]);

        var full = table.Full("all");

        full.Columns.Select(column => column.Heading)
            .ShouldBe(["reward", "baseline", "AUROC", "lead in AUROC", "AUPRC", "lead in AUPRC", "AP@5", "lead in AP@5"]);
        foreach (var (i, metric) in Metrics.Index())
        {
            $"{full.Rows[1][2 + (2 * i)]}".ShouldBe(evaluation.Summarise("norm", metric).Interval!.ToText());
            $"{full.Rows[1][3 + (2 * i)]}".ShouldStartWith(evaluation.Compare("norm", "raw", metric).Interval!.ToText(isSigned: true));
        }

        // What the terminal shows is part of it, corrected for all of its comparisons.
        table.Short("").Rows[1][3].ShouldBe(full.Rows[1][3]);
        table.Short("").Rows[1][1].ShouldBe(full.Rows[1][2]);
    }

    [Fact]
    public void Means_Ranked_PutsTheBestFirst()
    {
        var evaluation = Evaluation("low", "high");
        new MetricTable(evaluation, isRanked: true).Means("").Rows.Select(row => row[0]).ShouldBe(["high", "low"]);
        new MetricTable(evaluation).Means("").Rows.Select(row => row[0]).ShouldBe(["low", "high"]);
    }

    [Fact]
    public void ToTable_Comparisons_HaveBaselineLeadCountsAndP()
    {
        var evaluation = Evaluation("raw", "norm");
        var comparisons = new MetricTable(evaluation, [("norm", "raw")], [Metric.Auroc]).Comparisons;

        var table = comparisons.ToTable("leads", "reward", "metric", "first");

        table.Columns.Select(column => column.Heading).ShouldBe(["reward", "baseline", "metric", "lead", "won", "tied", "lost", "p (Holm)"]);
        var difference = evaluation.Compare("norm", "raw", Metric.Auroc);
        table.Rows.ShouldHaveSingleItem()
            .ShouldBe(["norm", "raw", "AUROC", comparisons.Lead(0), difference.Wins, difference.Ties, difference.Losses, comparisons.P(0)]);
        table.Footnotes[0].ShouldBe("first");
        comparisons.ToTable("leads", null, "metric").Columns[0].Heading.ShouldBe("baseline");
    }

    // Each reward a little above the one before.
    private static EvaluationTable Evaluation(params string[] rewards)
    {
        var evaluation = new EvaluationTable(new EvaluationOptions { Metrics = Metrics });
        foreach (var (r, reward) in rewards.Index())
        {
            foreach (var (i, value) in Values.Index())
            {
                evaluation.Add(
                    reward,
                    PromptMetrics.Create(
                        $"prompt {i}",
                        10,
                        5,
                        Metrics.Index().ToDictionary(metric => metric.Item, metric => value + (0.01 * r) - (0.02 * metric.Index) + (0.003 * (i % 3)))));
            }
        }

        return evaluation;
    }
}
