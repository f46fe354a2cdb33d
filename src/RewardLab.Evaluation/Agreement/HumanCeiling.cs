using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Metrics;

namespace RewardLab.Evaluation.Agreement;

/// <summary>How well people themselves would do as a reward: each annotator's verdicts as scores against the labels of the others.</summary>
public static class HumanCeiling
{
    /// <summary>The mean of a metric over annotators.</summary>
    /// <remarks>An image is good to the others where more than half of them say so: with three annotators, where both others do.</remarks>
    /// <param name="metric">The metric.</param>
    /// <param name="labels">The verdicts on each image of one prompt; as many of each, the annotators in one order, at least two.</param>
    /// <returns>Null where the metric is undefined for every annotator.</returns>
    /// <exception cref="ArgumentException">Images have other numbers of verdicts, or fewer than two.</exception>
    public static double? Compute(Metric metric, IReadOnlyList<IReadOnlyList<LabelValue>> labels)
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count == 0 || labels[0].Count < 2 || labels.Any(results => results.Count != labels[0].Count))
        {
            throw new ArgumentException("The human ceiling needs images, each judged by the same number of people, at least two.", nameof(labels));
        }

        var values = Enumerable.Range(0, labels[0].Count).Select(Against).OfType<double>().ToArray();
        return values.Length == 0 ? null : values.Average();

        double? Against(int annotator)
        {
            var scores = labels.Select((results, image) => LabelSet.Grade(results[annotator], image)).ToArray();
            var others = LabelSet.FromLabels([.. labels.Select(results => (IReadOnlyList<LabelValue>)[.. results.Where((_, i) => i != annotator)])]);
            return others.HasBothClasses ? metric.Compute(scores, others) : null;
        }
    }
}
