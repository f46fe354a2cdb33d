using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Tables;
using RewardLab.Evaluation.Tia2;
using RewardLab.Runs.Tables;
using RewardLab.Studies.Benchmarks;

namespace RewardLab.Jobs.Benchmarks;

/// <summary>What the paper's released per-prompt results say: its main table set by set, its ablation's two rows that the data allow, and TextNorm against each
/// reward; of the authors' own files TextNorm of single rewards too.</summary>
internal static class PublishedReport
{
    private static readonly (string Key, string What)[] Chosen =
    [
        ("ir_softmax_best", "TextNorm(ImageReward)"), ("ps_softmax_best", "TextNorm(PickScore)"), ("mean_best", "the mean"),
        ("uw_best", "the mean - lambda variance"),
    ];

    /// <summary>The tables, in order.</summary>
    /// <param name="folder">TIA2.</param>
    /// <param name="authors">Folder of the authors' own files; null where they are not there.</param>
    /// <param name="seed">Seed of sign patterns.</param>
    public static IEnumerable<ResultTable> Create(Tia2Folder folder, string? authors, ulong seed)
    {
        var options = new EvaluationOptions { Metrics = Metric.All, Seed = seed };
        var pooled = new List<PublishedScores>();
        foreach (var set in Tia2Set.All)
        {
            var scores = folder.Scores(set);
            pooled.AddRange(scores);
            var table = PublishedEvaluation.Compute(scores, options);
            yield return With(
                new MetricTable(table).Means($"TIA2 {set}, as published: means over prompts with 95% intervals"),
                scores.Count == set.ScoredCount
                    ? $"{scores.Count} of the split's {set.PromptCount} prompts were scored; the images of the others are all good or all bad."
                    : $"{scores.Count} prompts are in this file; the released one has {set.ScoredCount} of the split's {set.PromptCount}, "
                        + "so these are not the paper's numbers.",
                "TextNorm's temperature and lambda were chosen for each prompt on the labels that score it: an upper bound, not a protocol.");
            yield return Leads($"TextNorm's lead, {set}, paired by prompt", table, [Metric.Auroc, Metric.Auprc]);
        }

        var all = PublishedEvaluation.Compute(pooled, options);
        yield return With(
            new MetricTable(all).Means($"All {pooled.Count} prompts pooled, as in the paper's ablation"),
            "The released data contain two of the ablation's four rows: PickScore, and TextNorm with its ensemble.");
        yield return Leads("TextNorm's lead, pooled, paired by prompt", all, Metric.All);
        foreach (var table in authors is null
            ? []
            : Tia2Set.All.SelectMany(set => OfAuthors(set, Tia2Folder.Authors(authors, set), folder.Scores(set), options)))
        {
            yield return table;
        }
    }

    private static IEnumerable<ResultTable> OfAuthors(
        Tia2Set set,
        IReadOnlyList<PublishedScores> authors,
        IReadOnlyList<PublishedScores> released,
        EvaluationOptions options)
    {
        var table = PublishedEvaluation.OfAuthors(authors, released, options);
        yield return With(
            new MetricTable(table).Means($"TIA2 {set}, TextNorm of single rewards on the {authors.Count} prompts of the authors' experiments"),
            [
                authors.Count == Tia2Set.ExperimentPromptCount
                    ? $"{authors.Count} of the {set.ScoredCount} scored prompts: do not compare with the table over all of them."
                    : $"{authors.Count} prompts are in this file; the authors' own has {Tia2Set.ExperimentPromptCount}, so these are not their numbers.",
                "Scale s and lambda were chosen for each prompt on the labels that score it: an oracle, not a protocol. The raw rewards have no setting.",
                .. Chosen.Select(
                    row => $"Chosen for {row.What}: s {Counts(authors, row.Key, reward => reward.Scale)}"
                        + $"{(authors[0].Rewards[row.Key].Lambda is null ? "" : $"; lambda {Counts(authors, row.Key, reward => reward.Lambda)}")}."),
            ]);
        yield return new MetricTable(
            table, [.. PublishedEvaluation.AuthorsRows.Where(row => row.Raw is not null).Select(row => (row.Name, row.Raw!))], [Metric.Auroc, Metric.Auprc])
            .Comparisons.ToTable($"Lead of TextNorm over the reward that it calibrates, {set}, {authors.Count} prompts, paired by prompt", "reward", "metric");
    }

    // TextNorm against every other reward.
    private static ResultTable Leads(string title, EvaluationTable evaluation, IReadOnlyList<Metric> metrics) =>
        new MetricTable(
            evaluation,
            [.. evaluation.Rewards.Where(other => other != PublishedEvaluation.TextNorm).Select(other => (PublishedEvaluation.TextNorm, other))],
            metrics)
            .Comparisons.ToTable(title, nameHeading: null, "metric");

    private static string Counts(IReadOnlyList<PublishedScores> authors, string key, Func<PublishedReward, double?> setting) =>
        string.Join(", ", PublishedEvaluation.Settings(authors, key, setting).Select(entry => FormattableString.Invariant($"{entry.Value} in {entry.Count}")));

    private static ResultTable With(ResultTable table, params string[] notes) =>
        new(table.Title, table.Columns, table.Rows)
        {
            Footnotes = [.. notes, .. table.Footnotes.Where(line => line.StartsWith("[-]", StringComparison.Ordinal))],
        };
}
