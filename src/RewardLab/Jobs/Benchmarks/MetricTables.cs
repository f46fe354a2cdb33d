using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;
using RewardLab.Evaluation.Tables;
using RewardLab.Runs.Tables;

namespace RewardLab.Jobs.Benchmarks;

/// <summary>Evaluations as tables: means with intervals, and rewards against each other.</summary>
internal static class MetricTables
{
    /// <summary>A row for each reward, a column for each metric, means over prompts with 95% intervals.</summary>
    /// <param name="title">The title.</param>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="isRanked">Whether the reward of the best first metric stands first.</param>
    public static ResultTable Means(string title, EvaluationTable evaluation, bool isRanked = false) => new(
        title,
        ["reward", .. evaluation.Metrics.Select(metric => metric.Name)],
        (isRanked ? evaluation.Rewards.OrderByDescending(reward => evaluation.Summarise(reward, evaluation.Metrics[0]).Interval?.Mean ?? double.NegativeInfinity) : evaluation.Rewards.AsEnumerable()).Select(reward => (IReadOnlyList<object?>)[reward, .. evaluation.Metrics.Select(metric => evaluation.Summarise(reward, metric).Interval?.ToText() ?? "-")]))
    {
        Footnotes = [.. Footnotes(evaluation)],
    };

    /// <summary>One reward against every other: lead, prompts won, tied and lost, and the paired test.</summary>
    /// <param name="title">The title.</param>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="reward">The reward that is compared.</param>
    /// <param name="metrics">The metrics.</param>
    public static ResultTable Leads(string title, EvaluationTable evaluation, string reward, IReadOnlyList<Metric> metrics) =>
        Leads(title, evaluation, [.. evaluation.Rewards.Where(other => other != reward).Select(other => (reward, other))], metrics, isOfOne: true);

    /// <summary>Some rewards, each against another.</summary>
    public static ResultTable Leads(string title, EvaluationTable evaluation, IReadOnlyList<(string Reward, string Baseline)> pairs, IReadOnlyList<Metric> metrics) =>
        Leads(title, evaluation, pairs, metrics, isOfOne: false);

    private static TableColumn[] LeadColumns =>
        [new TableColumn("metric"), new TableColumn("lead"), new TableColumn("won", ColumnAlignment.Right), new TableColumn("tied", ColumnAlignment.Right), new TableColumn("lost", ColumnAlignment.Right), new TableColumn("p (Holm)", ColumnAlignment.Right)];

    private static ResultTable Leads(string title, EvaluationTable evaluation, IReadOnlyList<(string Reward, string Baseline)> pairs, IReadOnlyList<Metric> metrics, bool isOfOne)
    {
        PairedDifference[] differences = [.. from pair in pairs from metric in metrics select evaluation.Compare(pair.Reward, pair.Baseline, metric)];
        var leads = new MarkedLeads(differences.Select(difference => (difference.Interval, difference.PValue)));
        return new ResultTable(title, [.. isOfOne ? [] : new[] { new TableColumn("reward") }, new TableColumn("over"), .. LeadColumns], differences.Select((difference, i) => (IReadOnlyList<object?>)
        [
            .. isOfOne ? [] : new object?[] { difference.Reward },
            difference.Baseline, difference.Metric.Name, leads.Text(i), difference.Wins, difference.Ties, difference.Losses, HolmCorrection.Text(leads.PValues[i]),
        ]))
        {
            Footnotes = [.. leads.Footnotes],
        };
    }

    private static IEnumerable<string> Footnotes(EvaluationTable evaluation)
    {
        yield return $"{evaluation.Prompts.Count - evaluation.LeftOut} prompts counted; {evaluation.LeftOut} left out whose images are all good or all bad.";
        foreach (var line in ConfidenceInterval.WhyMissing(evaluation.Rewards.SelectMany(reward => evaluation.Metrics.Select(metric => evaluation.Summarise(reward, metric).Interval))))
        {
            yield return line;
        }

        foreach (var reward in evaluation.Rewards)
        {
            var undefined = evaluation.Metrics.Sum(metric => evaluation.Summarise(reward, metric).Undefined);
            if (undefined > 0)
            {
                yield return $"{reward}: {undefined} values are undefined, its scores being all equal.";
            }
        }

        foreach (var line in MetricNotes.Create(evaluation))
        {
            yield return line;
        }

        var ties = evaluation.Rewards.Sum(reward => evaluation.Metrics.Where(metric => metric.K is not null).Sum(metric => evaluation.Summarise(reward, metric).PromptsWithTies));
        if (ties > 0)
        {
            yield return $"In {ties} cases images tied at rank k of AP@k and their order decided.";
        }
    }
}
