using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;
using RewardLab.Evaluation.Tables;

namespace RewardLab.Runs.Tables;

/// <summary>Rewards by metrics: means over prompts with 95% intervals, and the leads of rewards over their baselines.</summary>
public sealed class MetricTable
{
    private readonly EvaluationTable _evaluation;
    private readonly IReadOnlyList<string> _rewards;

    /// <summary>Lays an evaluation out.</summary>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="baselines">Rewards, each with the reward that is its baseline, in the order of the rows; none where nothing is compared.</param>
    /// <param name="compared">The metrics by which they are compared; all for null.</param>
    /// <param name="isRanked">Whether the reward of the best first metric stands first; else in the order of the scores.</param>
    public MetricTable(
        EvaluationTable evaluation,
        IReadOnlyList<(string Reward, string Baseline)>? baselines = null,
        IReadOnlyList<Metric>? compared = null,
        bool isRanked = false)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        _evaluation = evaluation;
        _rewards = isRanked
            ? [.. evaluation.Rewards.OrderByDescending(reward => evaluation.Summarise(reward, evaluation.Metrics[0]).Interval?.Mean ?? double.NegativeInfinity)]
            : evaluation.Rewards;
        Comparisons = new ComparisonTable((baselines ?? []).SelectMany(pair => (compared ?? evaluation.Metrics).Select(metric =>
            Comparison.From(evaluation.Compare(pair.Reward, pair.Baseline, metric)))));
    }

    /// <summary>The leads over baselines.</summary>
    public ComparisonTable Comparisons { get; }

    /// <summary>A row for each reward, a column for each metric.</summary>
    /// <param name="title">The title.</param>
    /// <param name="notes">Lines between the number of prompts and what explains the metrics.</param>
    public ResultTable Means(string title, params IReadOnlyList<string> notes) => new(
        title,
        ["reward", .. _evaluation.Metrics.Select(metric => metric.Name)],
        _rewards.Select(reward => (IReadOnlyList<object?>)[reward, .. _evaluation.Metrics.Select(metric => Mean(reward, metric))]))
    {
        Footnotes = [.. Footnotes(notes, [])],
    };

    /// <summary>A row for each reward, and for each metric two columns: the mean, and the lead over the reward's baseline.</summary>
    /// <param name="title">The title.</param>
    /// <param name="notes">Lines between the number of prompts and what explains the metrics.</param>
    public ResultTable Full(string title, params IReadOnlyList<string> notes) => Comparisons.Comparisons.Count == 0 ? Means(title, notes) : new(
        title,
        ["reward", "baseline", .. _evaluation.Metrics.SelectMany(metric => new[] { metric.Name, $"lead in {metric.Name}" })],
        _rewards.Select(reward => (IReadOnlyList<object?>)
            [reward, Baseline(reward), .. _evaluation.Metrics.SelectMany(metric => new object?[] { Mean(reward, metric), Lead(reward, metric) })]))
    {
        Footnotes = [.. Footnotes(notes, Comparisons.Footnotes)],
    };

    /// <summary>What fits a terminal of 100 columns: the first metric's mean, and the lead over the baseline with its p-value.</summary>
    /// <param name="title">The title.</param>
    /// <param name="notes">Lines below it.</param>
    public ResultTable Short(string title, params IReadOnlyList<string> notes)
    {
        var metric = _evaluation.Metrics[0];
        var isCompared = Comparisons.Comparisons.Count > 0;
        return new ResultTable(
            title,
            [
                new TableColumn("reward"), new TableColumn(metric.Name),
                .. isCompared
                    ? [new TableColumn("baseline"), new TableColumn("lead over baseline"), new TableColumn("p (Holm)", ColumnAlignment.Right)]
                    : Array.Empty<TableColumn>(),
            ],
            _rewards.Select(reward => (IReadOnlyList<object?>)
                [reward, Mean(reward, metric), .. isCompared ? [Baseline(reward), Lead(reward, metric), P(reward, metric)] : Array.Empty<object?>()]))
        {
            Footnotes =
            [
                .. notes,
                .. ConfidenceInterval.WhyMissing(_rewards.Select(reward => _evaluation.Summarise(reward, metric).Interval)
                    .Concat(Comparisons.Comparisons.Where(comparison => comparison.On == metric.Name).Select(comparison => comparison.Lead))),
                .. Comparisons.TestCount > 0
                    ? [$"Paired by prompt; * is significant: p < .05 after Holm's correction for {Comparisons.TestCount} comparisons."]
                    : Array.Empty<string>(),
            ],
        };
    }

    private NumberCell Mean(string reward, Metric metric) => NumberCell.From(_evaluation.Summarise(reward, metric).Interval);

    private string Baseline(string reward) => Comparisons.Comparisons.FirstOrDefault(comparison => comparison.Name == reward)?.Baseline ?? "";

    private NumberCell? Lead(string reward, Metric metric) => Comparisons.IndexOf(reward, metric.Name) is >= 0 and var index ? Comparisons.Lead(index) : null;

    private NumberCell? P(string reward, Metric metric) => Comparisons.IndexOf(reward, metric.Name) is >= 0 and var index ? Comparisons.P(index) : null;

    private IEnumerable<string> Footnotes(IReadOnlyList<string> notes, IReadOnlyList<string> leads)
    {
        yield return $"{_evaluation.Prompts.Count - _evaluation.LeftOut} of {_evaluation.Prompts.Count} prompts counted; "
            + $"{_evaluation.LeftOut} left out because their images are all correct or all incorrect.";
        var missing = ConfidenceInterval.WhyMissing(
            _rewards.SelectMany(reward => _evaluation.Metrics.Select(metric => _evaluation.Summarise(reward, metric).Interval)));
        foreach (var line in notes.Concat(missing.Concat(leads).Distinct(StringComparer.Ordinal)))
        {
            yield return line;
        }

        foreach (var reward in _rewards)
        {
            var undefined = _evaluation.Metrics.Sum(metric => _evaluation.Summarise(reward, metric).Undefined);
            if (undefined > 0)
            {
                yield return $"{reward}: {undefined} values are undefined because all scores are equal.";
            }
        }

        foreach (var line in MetricNotes.Create(_evaluation))
        {
            yield return line;
        }

        var ties = _rewards.Sum(
            reward => _evaluation.Metrics.Where(metric => metric.K is not null).Sum(metric => _evaluation.Summarise(reward, metric).PromptsWithTies));
        if (ties > 0)
        {
            yield return $"In {ties} cases images tied at rank k of AP@k and their order decided.";
        }
    }
}
