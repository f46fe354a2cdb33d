// The history that a fine-tuning leaves behind, as tables and charts. For recipes that #load it.

using RewardLab.Evaluation.Histories;
using RewardLab.Runs.Store;

// Path of the LoRA that a fine-tuning chose; empty where no checkpoint beats the base, so that the base is what is left.
string LoraOf(string folder)
{
    var lora = Path.Combine(folder, "lora");
    return Directory.Exists(lora) ? lora : "";
}

// Gains over the base at each evaluation, in units of the base's own deviation.
double[] Gains(FineTuningHistory history, Func<HeldOutEvaluation, IReadOnlyList<double>> scores)
{
    var first = scores(history.Evaluations[0]);
    var mean = first.Average();
    var deviation = Math.Sqrt(first.Average(score => (score - mean) * (score - mean)));
    return [.. history.Evaluations.Select(evaluation => (scores(evaluation).Average() - mean) / (deviation > 0 ? deviation : 1))];
}

// A fine-tuning's curves, of its folder: the reward that was optimised against what the held-out rewards say, over epochs.
void HistoryCharts(string folder, string title, params string[] heldOut)
{
    var history = RunHistories.Read(folder);
    double[] epochs = [.. history.Evaluations.Select(evaluation => (double)evaluation.Epoch)];
    GainsChart($"{history.Name.Replace('/', '-')}-curves", $"{title}: the optimised reward and the held-out rewards",
        [
            new LineSeries("optimised reward", epochs, Gains(history, evaluation => evaluation.Proxy)),
            .. heldOut.Select(heldOutReward => new LineSeries(heldOutReward, epochs, Gains(history, evaluation => evaluation.HeldOut[heldOutReward]))),
        ],
        "Held-out images, the same prompts and seeds at each evaluation. "
        + $"{AlarmText(history)}{(history.Collapses is { Count: > 0 } collapses ? $" The model had collapsed at epoch {string.Join(", ", collapses)}." : "")} "
        + $"{OutcomeText(history)}");
}

// Whether the alarm was raised; runs of earlier versions do not tell whether it could have been.
string AlarmText(FineTuningHistory history) =>
    history.Alarms.Count > 0 ? $"The overoptimization alarm was raised at epoch {string.Join(", ", history.Alarms)}."
    : history.Alarm?.Message ?? "Whether the overoptimization alarm could have been raised is not noted; it was not.";

string OutcomeText(FineTuningHistory history) =>
    history.Outcome is { Length: > 0 } outcome ? char.ToUpperInvariant(outcome[0]) + outcome[1..] : $"Chosen: epoch {history.Chosen}.";

// The same of several training seeds: their mean, and a band from the least to the most.
void SeedCharts(string name, IReadOnlyList<string> folders, string title, params string[] heldOut)
{
    FineTuningHistory[] histories = [.. folders.Select(RunHistories.Read)];
    var evaluations = histories.Min(history => history.Evaluations.Count);
    double[] epochs = [.. histories[0].Evaluations.Take(evaluations).Select(evaluation => (double)evaluation.Epoch)];
    LineSeries Series(string line, Func<HeldOutEvaluation, IReadOnlyList<double>> scores)
    {
        var gains = histories.Select(history => Gains(history, scores)).ToArray();
        double[] Of(Func<IEnumerable<double>, double> join) =>
            [.. Enumerable.Range(0, evaluations).Select(evaluation => join(gains.Select(gain => gain[evaluation])))];
        return new LineSeries(line, epochs, Of(values => values.Average())) { Lower = Of(values => values.Min()), Upper = Of(values => values.Max()) };
    }

    GainsChart(
        name,
        title,
        [
            Series("optimised reward", evaluation => evaluation.Proxy),
            .. heldOut.Select(heldOutReward => Series(heldOutReward, evaluation => evaluation.HeldOut[heldOutReward])),
        ],
        $"Means over {histories.Length} training seeds, bands from the least to the most; held-out images, the same prompts and seeds at each evaluation.");
}

void GainsChart(string name, string title, IReadOnlyList<LineSeries> series, string caption) =>
    Lab.Charts.Add(name, new LineChart(title, series) { XLabel = "epoch", YLabel = "gain, in the base's standard deviations" }, caption);

void HistoryTable(string folder, string title, params string[] heldOut)
{
    var history = RunHistories.Read(folder);
    var shown = history.Evaluations.Where((_, i) => i % Math.Max(1, history.Evaluations.Count / 12) == 0 || i == history.Evaluations.Count - 1);
    Lab.Note($"{title}: {OutcomeText(history)} {AlarmText(history)}");
    Lab.Table(title, ["epoch", "reward", .. heldOut, "KL (nats)", "diversity", "alarm"],
        [.. shown.Select(evaluation => new object[] { evaluation.Epoch, evaluation.Proxy.Average() }
            .Concat(heldOut.Select(heldOutReward => (object)evaluation.HeldOut[heldOutReward].Average()))
            .Concat(new object[]
            {
                evaluation.Kl,
                evaluation.Diversity,
                string.Join(
                    ", ",
                    (string[])
                    [
                        .. history.Alarms.Contains(evaluation.Epoch) ? ["raised"] : Array.Empty<string>(),
                        .. history.Collapses.Contains(evaluation.Epoch) ? ["COLLAPSE"] : Array.Empty<string>(),
                    ]),
            }).ToArray())]);
}
