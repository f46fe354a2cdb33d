using RewardLab.Abstractions;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Events;

/// <summary>Everything that fine-tuning tells the run, as events: the one place that knows their kinds and the names in them.</summary>
/// <param name="run">Gets the events.</param>
/// <param name="name">The fine-tuning's name.</param>
internal sealed class FineTuningEvents(IRun run, string name)
{
    /// <summary>An epoch was trained.</summary>
    public void Epoch(EpochRecord epoch) => Emit("finetune.epoch", epoch.Epoch, epoch.Values);

    /// <summary>The held-out images were scored.</summary>
    public void Evaluation(EvaluationRecord evaluation) => Emit("finetune.evaluation", evaluation.Epoch, EvaluationMetrics.From(evaluation).Values());

    /// <summary>Something that the user should know; its kind is one of <see cref="FindingKinds"/>.</summary>
    public void Finding(Finding finding) => Emit(finding.Kind, finding.Epoch, ("message", finding.Message));

    /// <summary>The reward still rises while a reward that is not optimised falls.</summary>
    public void Alarm(int epoch, string heldOutReward, OveroptimizationResult result, int bestEpoch, AlarmAction action) => Emit(
        "finetune.alarm",
        epoch,
        ("heldOut", heldOutReward),
        ("proxySlope", result.ProxySlope),
        ("proxyPValue", result.ProxyPValue),
        ("judgeSlope", result.HeldOutSlope),
        ("judgePValue", result.HeldOutPValue),
        ("judgeDrop", result.HeldOutDrop),
        ("dropPValue", result.DropPValue),
        ("bestEpoch", bestEpoch),
        ("action", action.ToString().ToLowerInvariant()));

    /// <summary>No checkpoint of any beta beats the base.</summary>
    public void Base(string message) => Emit(FindingKinds.Base, epoch: null, ("message", message));

    /// <summary>Several betas were tried.</summary>
    /// <param name="criterion">What they were compared by.</param>
    /// <param name="values">Its value of each beta.</param>
    /// <param name="best">The best; null where none is delivered.</param>
    public void Sweep(string criterion, IReadOnlyDictionary<string, double> values, double? best) => Emit(
        "finetune.sweep",
        epoch: null,
        ("criterion", criterion),
        ("values", values.ToDictionary(entry => entry.Key, entry => (object?)entry.Value, StringComparer.Ordinal)),
        ("best", best),
        ("isDelivered", best is not null));

    /// <summary>The fine-tuning has ended.</summary>
    public void Finished(FineTuningSummary summary) => Emit(
        "finetune.finished",
        epoch: null,
        ("epochs", summary.Epochs),
        ("chosen", summary.Outcome.Chosen.Epoch),
        ("beatsBase", summary.Outcome.BeatsBase),
        ("isDelivered", summary.Outcome.IsDelivered),
        ("outcome", summary.Outcome.Message),
        ("rule", summary.Rule.ToString()),
        ("collapses", summary.Collapses.Select(epoch => (object?)epoch).ToList()),
        ("alarmCouldBeRaised", summary.AlarmCouldBeRaised),
        ("alarms", summary.Alarms.Select(epoch => (object?)epoch).ToList()),
        ("gold", summary.GoldFit?.ToData()),
        ("proxy", summary.ProxyFit?.ToData()),
        ("noiseScale", summary.NoiseScale is not { } noise ? null : new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["images"] = noise.Images, ["lower"] = noise.Lower, ["upper"] = noise.Upper,
        }));

    private void Emit(string kind, int epoch, IEnumerable<KeyValuePair<string, double>> metrics) =>
        Emit(kind, epoch, [.. metrics.Select(metric => (metric.Key, (object?)metric.Value))]);

    private void Emit(string kind, int? epoch, params (string Name, object? Value)[] values)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = name };
        if (epoch is not null)
        {
            data["epoch"] = epoch.Value;
        }

        foreach (var (key, value) in values)
        {
            data[key] = value;
        }

        run.Emit(kind, data);
    }
}
