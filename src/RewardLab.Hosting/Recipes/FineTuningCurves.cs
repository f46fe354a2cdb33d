using RewardLab.Evaluation.Histories;
using RewardLab.Reports.Charts;

namespace RewardLab.Hosting.Recipes;

/// <summary>Curves of fine-tunings: gains over the base at each evaluation.</summary>
internal static class FineTuningCurves
{
    /// <summary>Mean gains over the base at each evaluation, in units of the base's own standard deviation, [evaluations].</summary>
    /// <param name="history">A history with at least one evaluation.</param>
    /// <param name="scores">The scores of an evaluation, [images].</param>
    public static double[] Gains(FineTuningHistory history, Func<HeldOutEvaluation, IReadOnlyList<double>> scores)
    {
        var first = scores(history.Evaluations[0]);
        var mean = first.Average();
        var deviation = Math.Sqrt(first.Average(score => (score - mean) * (score - mean)));
        return [.. history.Evaluations.Select(evaluation => (scores(evaluation).Average() - mean) / (deviation > 0 ? deviation : 1))];
    }

    /// <summary>Gains of several trainings as one line, their mean, with a band from the least to the most.</summary>
    public static LineSeries Band(string name, IReadOnlyList<FineTuningHistory> histories, Func<HeldOutEvaluation, IReadOnlyList<double>> scores)
    {
        var count = histories.Min(history => history.Evaluations.Count);
        var gains = histories.Select(history => Gains(history, scores)).ToArray();
        double[] Join(Func<IEnumerable<double>, double> join) => [.. Enumerable.Range(0, count).Select(i => join(gains.Select(gain => gain[i])))];
        return new LineSeries(name, [.. histories[0].Evaluations.Take(count).Select(evaluation => (double)evaluation.Epoch)], Join(values => values.Average()))
        {
            Lower = Join(values => values.Min()),
            Upper = Join(values => values.Max()),
        };
    }

    /// <summary>The chart of such lines.</summary>
    public static LineChart Chart(string title, IReadOnlyList<LineSeries> series) =>
        new(title, series) { XLabel = "epoch", YLabel = "gain, in the base's standard deviations" };
}
