using RewardLab.Calibration.Search;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;
using RewardLab.Runs.Tables;

namespace RewardLab.Hosting.Recipes;

/// <summary>Lays a calibration out: raw rewards first, then each protocol, honest or not, and how much the oracle promises too much.</summary>
internal static class CalibrationLayout
{
    public static ResultTable Create(
        string name,
        CalibrationTable values,
        CalibrationProtocols protocols,
        IReadOnlyList<ProtocolResult> results,
        IReadOnlyList<RecipeReward> rewards,
        SearchedCalibration? searched = null)
    {
        var metrics = values.Options.Reported.Distinct().ToArray();
        var oracle = results[^1];
        return new ResultTable(
            $"{name}: settings by protocol, means over {values.Prompts.Count} prompts with 95% intervals",
            [
                "protocol",
                "setting",
                string.Join(", ", values.Options.Criterion.Select(metric => metric.Name)) + ", mean",
                .. metrics.Select(metric => metric.Name),
            ],
            [
                .. rewards.Select((reward, i) => Raw(values, reward, i, metrics)),
                .. results.Select(result => Row(values, result, metrics)),
                .. searched?.Protocols.Select(result => Row(searched.Values, result, metrics)) ?? [],
            ])
        {
            Footnotes =
            [
                .. MetricNotes.Definitions([.. values.Options.Criterion, .. metrics]),
                .. values.Options.Criterion.Select(metric => (metric.Name, Prompts: values.Prompts.Count(prompt => prompt.Labels.Count < metric.K)))
                    .Where(entry => entry.Prompts > 0)
                        .Select(
                        entry => $"{entry.Name} is not part of the criterion on {entry.Prompts} of {values.Prompts.Count} prompts, which have fewer images."),
                "Cross-validation and leave-one-out score each prompt with a setting chosen without its labels; "
                + "the other protocols choose on the labels that score them.",
                .. ConfidenceInterval.WhyMissing(results.SelectMany(result => result.Metrics.Values.Append(result.Criterion))),
                .. results.Where(result => result.IsHonest).Select(honest =>
                    $"Optimism of the oracle over \"{honest.Protocol}\", by the criterion, paired by prompt: "
                    + $"{NumberCell.From(protocols.Optimism(honest, oracle))}."),
            ],
        };
    }

    private static object?[] Row(CalibrationTable values, ProtocolResult result, Metric[] metrics) =>
        [
            result.Protocol,
            Settings(values, result),
            NumberCell.From(result.Criterion),
            .. metrics.Select(metric => NumberCell.From(result.Metrics[metric])),
        ];

    /// <summary>The settings that a protocol chose, the most frequent first; how many more where they are many.</summary>
    public static string Settings(CalibrationTable values, ProtocolResult result)
    {
        var counts = result.Choices.CountBy(choice => choice).OrderByDescending(choice => choice.Value).ThenBy(choice => choice.Key).ToArray();
        var first = values.Candidates[counts[0].Key].ToString();
        return counts.Length switch
        {
            1 => first,
            2 => $"{first}; {values.Candidates[counts[1].Key]}",
            _ => $"{counts.Length} settings, most often {first}",
        };
    }

    private static object?[] Raw(CalibrationTable values, RecipeReward reward, int index, Metric[] metrics)
    {
        double?[] Values(Metric metric) =>
            [.. values.Prompts.Select(prompt => metric.Compute(Array.ConvertAll(prompt.Grids[index].Column(0), score => (double)score), prompt.Labels))];
        return
        [
            reward.Name, "raw",
            NumberCell.From(ConfidenceInterval.OfMean(
                [.. values.Prompts.Select(prompt => CalibrationTable.CriterionOf(
                    Array.ConvertAll(prompt.Grids[index].Column(0), score => (double)score), prompt.Labels, values.Options.Criterion))],
                values.CriterionRange)),
            .. metrics.Select(metric => NumberCell.From(
                Values(metric).OfType<double>().ToArray() is { Length: > 0 } defined ? ConfidenceInterval.OfMean(defined, metric.Range) : null)),
        ];
    }
}
