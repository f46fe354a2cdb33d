using RewardLab.Abstractions;
using RewardLab.Evaluation.Histories;
using RewardLab.Evaluation.Statistics;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Store;

namespace RewardLab.Reports.Curves;

/// <summary>How sure the evaluations of a run's fine-tunings are: the 95% confidence interval of each mean over held-out prompts.</summary>
/// <remarks>Events tell the interval beside the mean; those of version 0.1 and of its time tell means alone. A fine-tuning that has ended leaves the scores
/// of each image in its history, from which such a run gets its intervals.</remarks>
internal sealed class EvaluationIntervals
{
    private readonly Dictionary<(string Series, MetricRole Role, string Metric), Dictionary<double, (double Lower, double Upper)>> _ends = [];

    private EvaluationIntervals()
    {
    }

    /// <summary>Reads the histories of a run; of a damaged one there are no intervals.</summary>
    public static EvaluationIntervals Read(string runFolder)
    {
        var intervals = new EvaluationIntervals();
        try
        {
            foreach (var history in RunHistories.In(runFolder))
            {
                intervals.Add(history, RunMetric.Proxy(0), evaluation => evaluation.Proxy);
                foreach (var reward in history.Evaluations[0].HeldOut.Keys)
                {
                    intervals.Add(history, RunMetric.HeldOut(reward, 0), evaluation => evaluation.HeldOut.GetValueOrDefault(reward, []));
                }
            }
        }
        catch (RewardLabException)
        {
            // The page says of the run that a file is damaged; its curves are whole.
        }

        return intervals;
    }

    /// <summary>The points of a curve, with the ends of their intervals where those are known.</summary>
    /// <param name="key">What the curve shows.</param>
    /// <param name="points">Its points.</param>
    public IReadOnlyList<CurveSegment> Widen(CurveKey key, IReadOnlyList<CurveSegment> points)
    {
        if (key.Kind != EventKinds.FineTuningEvaluation || !_ends.TryGetValue((key.Series, key.Role, key.Metric), out var ends))
        {
            return points;
        }

        return [.. points.Select(Widen)];

        // A point that is several values has a band already; one beside its interval is another evaluation's.
        CurveSegment Widen(CurveSegment point) =>
            point.Minimum == point.Maximum && ends.TryGetValue(point.LastX, out var found) && point.Last >= found.Lower && point.Last <= found.Upper
                ? point with { Minimum = found.Lower, Maximum = found.Upper }
                : point;
    }

    private void Add(FineTuningHistory history, RunMetric metric, Func<HeldOutEvaluation, IReadOnlyList<double>> scores)
    {
        var range = metric.Role == MetricRole.HeldOut
            ? EvaluationMean.RangeOf(history.Evaluations.SelectMany(scores).Where(double.IsFinite))
            : ValueRange.Unbounded;
        var ends = _ends[(history.Name, metric.Role, metric.Name)] = [];
        foreach (var evaluation in history.Evaluations)
        {
            if (EvaluationMean.OverPrompts(scores(evaluation), history.Prompts, range) is { Lower: { } lower, Upper: { } upper })
            {
                ends[evaluation.Epoch] = (lower, upper);
            }
        }
    }
}
