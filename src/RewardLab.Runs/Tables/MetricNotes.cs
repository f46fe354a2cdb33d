using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Tables;

namespace RewardLab.Runs.Tables;

/// <summary>Lines below tables of metrics: what AP@k is, and where there is none.</summary>
public static class MetricNotes
{
    /// <summary>What the AP@k among metrics are; none where there is no AP@k.</summary>
    public static IEnumerable<string> Definitions(IReadOnlyList<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (metrics.Any(metric => metric is { K: not null, Normalisation: PrecisionNormalisation.Found }))
        {
            yield return "AP@k: average precision of the k highest-scored images alone, divided by the positives among them; 0 if there are none.";
        }

        if (metrics.Any(metric => metric is { K: not null, Normalisation: PrecisionNormalisation.Possible }))
        {
            yield return "AP@k possible: average precision of the k highest-scored images, divided by min(k, all positives of the prompt), "
                + "so that positives outside the top k count, too.";
        }
    }

    /// <summary>The definitions, and each AP@k that prompts with fewer than k images have not.</summary>
    public static IEnumerable<string> Create(EvaluationTable evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        var missing = evaluation.Metrics.Where(metric => metric.K is not null)
            .Select(
                metric => (metric.Name, Prompts: evaluation.Rewards.Select(reward => evaluation.Summarise(reward, metric).TooFewImages).DefaultIfEmpty().Max()))
            .Where(entry => entry.Prompts > 0);
        return Definitions(evaluation.Metrics)
            .Concat(
                missing.GroupBy(entry => entry.Prompts)
                    .Select(
                        group =>
                            $"{string.Join(", ", group.Select(entry => entry.Name))}: without "
                            + $"{(group.Key == 1 ? "1 prompt that has" : $"{group.Key} prompts that have")} fewer images than that."));
    }
}
