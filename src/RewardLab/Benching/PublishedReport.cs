using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Tables;
using RewardLab.Evaluation.Tia2;
using RewardLab.Experiments.Benchmarks;
using RewardLab.Experiments.Tables;

namespace RewardLab.Benching;

/// <summary>What the paper's released per-prompt results say: its main table set by set, its ablation's two rows that the data allow, and TextNorm against each reward.</summary>
internal static class PublishedReport
{
    public static IEnumerable<ResultTable> Of(Tia2Folder folder, ulong seed)
    {
        var options = new EvaluationOptions { Metrics = Metric.All, Seed = seed };
        var pooled = new List<PublishedScores>();
        foreach (var set in Tia2Set.All)
        {
            var scores = folder.Scores(set);
            pooled.AddRange(scores);
            var table = PublishedEvaluation.Of(scores, options);
            yield return With(
                MetricTables.Means($"TIA2 {set}, as published: means over prompts with 95% bootstrap intervals", table),
                $"{scores.Count} of the set's {set.PromptCount} prompts were scored; the others' pictures are all good or all bad.",
                "TextNorm's temperature and lambda were chosen for each prompt on the labels that score it: an upper bound, not a protocol.");
            yield return MetricTables.Leads($"TextNorm's lead, {set}, paired by prompt", table, PublishedEvaluation.TextNorm, [Metric.Auroc, Metric.Auprc]);
        }

        var all = PublishedEvaluation.Of(pooled, options);
        yield return With(
            MetricTables.Means($"All {pooled.Count} prompts pooled, as in the paper's ablation", all),
            "Of the ablation's four rows the released data hold two: PickScore, and TextNorm with its ensemble.");
        yield return MetricTables.Leads("TextNorm's lead, pooled, paired by prompt", all, PublishedEvaluation.TextNorm, Metric.All);
    }

    private static ResultTable With(ResultTable table, params string[] notes) =>
        new(table.Title, table.Columns, table.Rows) { Footnotes = notes };
}
