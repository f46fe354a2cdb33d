// The history that a fine-tuning leaves behind, as tables and charts. For recipes that #load it.

using System.Text.Json;

// Path of the LoRA that a fine-tuning chose; empty where no checkpoint beats the base, so that the base is what is left.
string LoraOf(string folder)
{
    var lora = Path.Combine(folder, "lora");
    return Directory.Exists(lora) ? lora : "";
}

History ReadHistory(string folder)
{
    var path = Path.Combine(folder, "history.json");
    return File.Exists(path)
        ? JsonSerializer.Deserialize<History>(TextFile.Read(path), new JsonSerializerOptions(JsonSerializerDefaults.Web))
        : throw new RewardLabException($"{path}: there is no such file; a fine-tuning leaves it in its folder of the run when it ends.");
}

// Gains over the base at each evaluation, in units of the base's own deviation.
double[] Gains(History history, Func<EvaluationAt, double[]> scores)
{
    var first = scores(history.Evaluations[0]);
    var mean = first.Average();
    var deviation = Math.Sqrt(first.Average(score => (score - mean) * (score - mean)));
    return [.. history.Evaluations.Select(evaluation => (scores(evaluation).Average() - mean) / (deviation > 0 ? deviation : 1))];
}

// A fine-tuning's curves, of its folder: the reward that was optimised against what the held-out rewards say, over epochs.
void HistoryCharts(string folder, string title, params string[] heldOut)
{
    var history = ReadHistory(folder);
    double[] epochs = [.. history.Evaluations.Select(evaluation => (double)evaluation.Epoch)];
    GainsChart($"{history.Name.Replace('/', '-')}-curves", $"{title}: the optimised reward and the held-out rewards",
        [new LineSeries("optimised reward", epochs, Gains(history, evaluation => evaluation.Proxy)), .. heldOut.Select(heldOutReward => new LineSeries(heldOutReward, epochs, Gains(history, evaluation => evaluation.HeldOut[heldOutReward])))],
        $"Held-out images, the same prompts and seeds at each evaluation. {AlarmText(history)}{(history.Collapses is { Length: > 0 } collapses ? $" The model had collapsed at epoch {string.Join(", ", collapses)}." : "")} {OutcomeText(history)}");
}

// Whether the alarm was raised; runs of earlier versions do not tell whether it could have been.
string AlarmText(History history) =>
    history.Alarms.Length > 0 ? $"The alarm for overoptimization was raised at epoch {string.Join(", ", history.Alarms)}."
    : history.Alarm?.Message ?? "Whether the alarm for overoptimization could have been raised is not noted; it was not.";

string OutcomeText(History history) => history.Outcome is { Length: > 0 } outcome ? char.ToUpperInvariant(outcome[0]) + outcome[1..] : $"Chosen: epoch {history.Chosen}.";

// The same of several training seeds: their mean, and a band from the least to the most.
void SeedCharts(string name, IReadOnlyList<string> folders, string title, params string[] heldOut)
{
    History[] histories = [.. folders.Select(ReadHistory)];
    var evaluations = histories.Min(history => history.Evaluations.Length);
    double[] epochs = [.. histories[0].Evaluations.Take(evaluations).Select(evaluation => (double)evaluation.Epoch)];
    LineSeries Series(string line, Func<EvaluationAt, double[]> scores)
    {
        var gains = histories.Select(history => Gains(history, scores)).ToArray();
        double[] Of(Func<IEnumerable<double>, double> join) => [.. Enumerable.Range(0, evaluations).Select(evaluation => join(gains.Select(gain => gain[evaluation])))];
        return new LineSeries(line, epochs, Of(values => values.Average())) { Lower = Of(values => values.Min()), Upper = Of(values => values.Max()) };
    }

    GainsChart(name, title, [Series("optimised reward", evaluation => evaluation.Proxy), .. heldOut.Select(heldOutReward => Series(heldOutReward, evaluation => evaluation.HeldOut[heldOutReward]))],
        $"Means over {histories.Length} training seeds, bands from the least to the most; held-out images, the same prompts and seeds at each evaluation.");
}

void GainsChart(string name, string title, IReadOnlyList<LineSeries> series, string caption) =>
    Lab.Charts.Add(name, new LineChart(title, series) { XLabel = "epoch", YLabel = "gain, in the base's standard deviations" }, caption);

void HistoryTable(string folder, string title, params string[] heldOut)
{
    var history = ReadHistory(folder);
    var shown = history.Evaluations.Where((_, i) => i % Math.Max(1, history.Evaluations.Length / 12) == 0 || i == history.Evaluations.Length - 1);
    Lab.Note($"{title}: {OutcomeText(history)} {AlarmText(history)}");
    Lab.Table(title, ["epoch", "reward", .. heldOut, "KL (nats)", "diversity", "alarm"],
        [.. shown.Select(evaluation => new object[] { evaluation.Epoch, evaluation.Proxy.Average() }
            .Concat(heldOut.Select(heldOutReward => (object)evaluation.HeldOut[heldOutReward].Average()))
            .Concat(new object[] { evaluation.Kl, evaluation.Diversity, string.Join(", ", (string[])[.. history.Alarms.Contains(evaluation.Epoch) ? ["raised"] : Array.Empty<string>(), .. history.Collapses?.Contains(evaluation.Epoch) == true ? ["COLLAPSE"] : Array.Empty<string>()]) }).ToArray())]);
}

public sealed record History(
    string Name, int Chosen, int[] Alarms, int[] Prompts, EvaluationAt[] Evaluations, string Outcome = "", AlarmNote Alarm = null, int[] Collapses = null);

public sealed record AlarmNote(bool IsRaised, bool CouldBeRaised, string Message);

public sealed record EvaluationAt(int Epoch, double[] Proxy, Dictionary<string, double[]> HeldOut, double? Disagreement, double? Diversity, double Kl);
