using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Curves;

/// <summary>The mean of per-prompt curves, height by height (vertical averaging; Fawcett, 2006, section 8).</summary>
/// <remarks>
/// Scores of different prompts are not comparable, so that one curve of all images would mix how well a reward orders the images of a prompt with
/// how high it scores the prompt. The mean of each prompt's own curve does not: the area under it is the mean of the per-prompt AUROCs (or step-wise
/// average precisions) that tables report. Every prompt counts alike; those whose images are all good or all bad have no curve and are left out.
/// </remarks>
/// <param name="X">False positive rates or recalls, rising from 0 to 1.</param>
/// <param name="Y">Mean heights, 0 to 1.</param>
/// <param name="Lower">Lower ends of the 95% intervals over prompts, point by point; null where none were asked for, or there are fewer prompts than an
/// interval takes.</param>
/// <param name="Upper">Their upper ends; null likewise.</param>
/// <param name="PromptCount">How many prompts have a curve.</param>
public sealed record MeanCurve(
    IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<double>? Lower, IReadOnlyList<double>? Upper, int PromptCount)
{
    private const int Steps = 100;

    /// <summary>The mean ROC curve, from (0, 0) to (1, 1); empty where no prompt has one.</summary>
    /// <param name="scores">Scores of each prompt's images.</param>
    /// <param name="labels">Labels of the same images.</param>
    /// <param name="hasIntervals">Whether to give intervals.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a score is NaN.</exception>
    public static MeanCurve Roc(IReadOnlyList<double[]> scores, IReadOnlyList<LabelSet> labels, bool hasIntervals = false)
    {
        // A curve rises from (0, 0) upright to what is found before the first error.
        double[] grid = [0, .. Grid()];
        return Compute(scores, labels, grid, hasIntervals, hasFixedEnds: true, static (ownScores, good, at) =>
        {
            var points = ThresholdCurves.Roc(ownScores, good);
            return [0, .. at.Skip(1).Select(x => RocHeight(points, x))];
        });
    }

    /// <summary>The mean precision at each recall; empty where no prompt has a curve.</summary>
    /// <inheritdoc cref="Roc" />
    public static MeanCurve PrecisionRecall(IReadOnlyList<double[]> scores, IReadOnlyList<LabelSet> labels, bool hasIntervals = false) =>
        Compute(scores, labels, Grid(), hasIntervals, hasFixedEnds: false, static (ownScores, good, at) =>
        {
            // A recall is reached with the first threshold that finds as many, as average precision counts it; what is found before anything counts for 0.
            var points = ThresholdCurves.PrecisionRecall(ownScores, good);
            return [.. at.Select(recall => points.First(point => point.X > 0 && point.X >= recall - 1e-12).Y)];
        });

    private static double[] Grid() => [.. Enumerable.Range(0, Steps + 1).Select(step => step / (double)Steps)];

    private static double RocHeight(IReadOnlyList<CurvePoint> points, double x)
    {
        var last = 0;
        while (last + 1 < points.Count && points[last + 1].X <= x + 1e-12)
        {
            last++;
        }

        // Between two points lie images that tie: a random order among them runs along the straight line.
        var from = points[last];
        return last + 1 == points.Count || from.X >= x
            ? from.Y
            : from.Y + ((x - from.X) / (points[last + 1].X - from.X) * (points[last + 1].Y - from.Y));
    }

    private static MeanCurve Compute(
        IReadOnlyList<double[]> scores,
        IReadOnlyList<LabelSet> labels,
        double[] grid,
        bool hasIntervals,
        bool hasFixedEnds,
        Func<double[], bool[], double[], double[]> heights)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        if (scores.Count != labels.Count)
        {
            throw new ArgumentException($"{scores.Count} prompts do not match labels of {labels.Count}.", nameof(labels));
        }

        double[][] curves =
        [
            .. Enumerable.Range(0, scores.Count).Where(i => labels[i].HasBothClasses).Select(i => heights(scores[i], labels[i].Good.ToArray(), grid)),
        ];
        if (curves.Length == 0)
        {
            return new MeanCurve([], [], null, null, 0);
        }

        double[] mean = [.. grid.Select((_, i) => curves.Average(curve => curve[i]))];
        if (!hasIntervals || curves.Length < ConfidenceInterval.MinCount)
        {
            return new MeanCurve(grid, mean, null, null, curves.Length);
        }

        // Heights are 0 to 1, so that as many prompts always have an interval.
        ConfidenceInterval[] intervals = [.. grid.Select((_, i) => hasFixedEnds && (i == 0 || i == grid.Length - 1)
            ? new ConfidenceInterval(mean[i], mean[i], mean[i], curves.Length)
            : ConfidenceInterval.OfMean([.. curves.Select(curve => curve[i])], ValueRange.Share))];
        return new MeanCurve(
            grid, mean, [.. intervals.Select(interval => interval.Lower!.Value)], [.. intervals.Select(interval => interval.Upper!.Value)], curves.Length);
    }
}
