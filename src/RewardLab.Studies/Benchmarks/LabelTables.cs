using RewardLab.Evaluation.Agreement;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Preferences;
using RewardLab.Evaluation.Statistics;
using RewardLab.Runs.Tables;

namespace RewardLab.Studies.Benchmarks;

/// <summary>Statistics of the labels alone: how many there are, how far annotators agree, and how well one of them does as a reward.</summary>
public static class LabelTables
{
    /// <summary>A table of labels and a table of choices, where there are such.</summary>
    /// <param name="splits">The benchmark's splits.</param>
    public static IEnumerable<ResultTable> Create(IReadOnlyList<BenchmarkSplit> splits)
    {
        if (splits.Any(split => split.Prompts.Count > 0))
        {
            yield return Labels([.. splits.Where(split => split.Prompts.Count > 0)]);
        }

        if (splits.Any(split => split.Choices.Count > 0))
        {
            yield return new ResultTable(
                "People's preferences",
                ["split", "prompts", "preferences", "ties"],
                splits.Where(split => split.Choices.Count > 0).Select(split => (IReadOnlyList<object?>)
                    [
                        split.Name,
                        split.Choices.DistinctBy(choice => choice.Prompt).Count(),
                        split.Choices.Count,
                        split.Choices.Count(choice => choice.Outcome == PreferenceOutcome.Tie),
                    ]));
        }
    }

    private static ResultTable Labels(IReadOnlyList<BenchmarkSplit> splits) => new(
        "People's labels",
        ["split", "prompts", "one-sided", "images", "good", "inconclusive", "kappa", "alpha", "annotator's AUROC"],
        splits.Select(Row))
    {
        Footnotes =
        [
            "Prompts whose images are all good or all bad do not distinguish rewards and are left out below.",
            "Fleiss' kappa and Krippendorff's alpha: 1 is perfect agreement, 0 agreement by chance. Labels are categories; "
            + "inconclusive is one of them for kappa, and missing for alpha.",
            "The last column uses each annotator as a reward for the others' labels: mean over prompts and annotators, with its 95% interval over prompts.",
            .. ConfidenceInterval.WhyMissing(splits.Select(split => CeilingOf(split, Metric.Auroc))
                .Where(ceilings => ceilings.Length > 0)
                .Select(ceilings => ConfidenceInterval.OfMean(ceilings, Metric.Auroc.Range))),
        ],
    };

    private static object?[] Row(BenchmarkSplit split)
    {
        var annotatorLabels = split.Prompts.SelectMany(prompt => prompt.AnnotatorLabels).ToArray();
        var results = annotatorLabels.SelectMany(labels => labels).OfType<LabelValue>().ToArray();
        var isComplete = annotatorLabels.Length > 0
            && annotatorLabels.All(labels => labels.Count == annotatorLabels[0].Count && labels.Count >= 2 && labels.All(label => label is not null));
        var ceilings = CeilingOf(split, Metric.Auroc);
        return
        [
            split.Name,
            split.Prompts.Count,
            split.Prompts.Count(prompt => !prompt.Labels.HasBothClasses),
            split.Prompts.Sum(prompt => prompt.Labels.Count),
            split.Prompts.Sum(prompt => prompt.Labels.GoodCount) / (double)split.Prompts.Sum(prompt => prompt.Labels.Count),
            results.Length == 0 ? NumberCell.Missing : results.Count(result => result == LabelValue.Inconclusive) / (double)results.Length,
            isComplete
                ? AnnotatorAgreement.FleissKappa<LabelValue>([.. annotatorLabels.Select(labels => (IReadOnlyList<LabelValue>)[.. labels.OfType<LabelValue>()])])
                : NumberCell.Missing,
            annotatorLabels.Length == 0 ? NumberCell.Missing : AnnotatorAgreement.KrippendorffAlpha<LabelValue>(
                [.. annotatorLabels.Select(
                    labels => (IReadOnlyList<LabelValue>)[.. labels.OfType<LabelValue>().Where(label => label != LabelValue.Inconclusive)])]),
            NumberCell.From(ceilings.Length == 0 ? null : ConfidenceInterval.OfMean(ceilings, Metric.Auroc.Range)),
        ];
    }

    /// <summary>Each annotator as a reward, judged by the others: the mean of a metric over annotators, prompt by prompt, where it is defined.</summary>
    public static double[] CeilingOf(BenchmarkSplit split, Metric metric) =>
    [
        .. split.Prompts.Where(prompt => prompt.Labels.HasBothClasses
            && prompt.AnnotatorLabels.Count > 0
            && prompt.AnnotatorLabels.All(labels => labels.Count >= 2 && labels.All(label => label is not null)))
            .Select(prompt => HumanCeiling.Compute(
                metric, [.. prompt.AnnotatorLabels.Select(labels => (IReadOnlyList<LabelValue>)[.. labels.OfType<LabelValue>()])])).OfType<double>(),
    ];
}
