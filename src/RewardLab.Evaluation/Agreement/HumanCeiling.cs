using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Metrics;

namespace RewardLab.Evaluation.Agreement;

/// <summary>How well people themselves would do as a reward: each annotator's verdicts as scores against the labels of the others.</summary>
public static class HumanCeiling
{
    /// <summary>The mean of a metric over annotators.</summary>
    /// <remarks>A picture is good to the others where more than half of them say so: with three annotators, where both others do.</remarks>
    /// <param name="metric">The metric.</param>
    /// <param name="judgements">The verdicts on each picture of one prompt; as many of each, the annotators in one order, at least two.</param>
    /// <returns>Null where the metric is undefined for every annotator.</returns>
    /// <exception cref="ArgumentException">Pictures have other numbers of verdicts, or fewer than two.</exception>
    public static double? Of(Metric metric, IReadOnlyList<IReadOnlyList<Judgement>> judgements)
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(judgements);
        if (judgements.Count == 0 || judgements[0].Count < 2 || judgements.Any(verdicts => verdicts.Count != judgements[0].Count))
        {
            throw new ArgumentException("The human ceiling needs pictures, each judged by the same number of people, at least two.", nameof(judgements));
        }

        var values = Enumerable.Range(0, judgements[0].Count).Select(Against).OfType<double>().ToArray();
        return values.Length == 0 ? null : values.Average();

        double? Against(int annotator)
        {
            var scores = judgements.Select((verdicts, image) => LabelSet.Grade(verdicts[annotator], image)).ToArray();
            var others = LabelSet.FromJudgements([.. judgements.Select(verdicts => (IReadOnlyList<Judgement>)[.. verdicts.Where((_, i) => i != annotator)])]);
            return others.HasBothClasses ? metric.Compute(scores, others) : null;
        }
    }
}
