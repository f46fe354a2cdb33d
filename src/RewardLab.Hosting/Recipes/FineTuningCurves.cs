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

    /// <summary>Gains of several trainings as one line, their mean, with a band from the least to the most, at the epochs at which all were
    /// evaluated.</summary>
    public static LineSeries Band(string name, IReadOnlyList<FineTuningHistory> histories, Func<HeldOutEvaluation, IReadOnlyList<double>> scores)
    {
        var gains = histories
            .Select(history => history.Evaluations.Zip(Gains(history, scores)).ToDictionary(pair => pair.First.Epoch, pair => pair.Second))
            .ToArray();
        int[] epochs = [.. gains[0].Keys.Where(epoch => gains.All(gain => gain.ContainsKey(epoch))).Order()];
        double[] Join(Func<IEnumerable<double>, double> join) => [.. epochs.Select(epoch => join(gains.Select(gain => gain[epoch])))];
        return new LineSeries(name, [.. epochs.Select(epoch => (double)epoch)], Join(values => values.Average()))
        {
            Lower = Join(values => values.Min()),
            Upper = Join(values => values.Max()),
        };
    }

    /// <summary>The chart of such lines.</summary>
    public static LineChart Chart(string title, IReadOnlyList<LineSeries> series) =>
        new(title, series) { XLabel = "epoch", YLabel = "gain, in the base's standard deviations" };
}
