using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Metrics;

namespace RewardLab.Algorithms.FineTuning.Events;

/// <summary>Everything that fine-tuning tells the run, as events.</summary>
/// <param name="run">Gets the events.</param>
/// <param name="name">The fine-tuning's name, which is the events' series.</param>
/// <param name="reward">The reward that is optimised: its scores have no other unit. Empty where no event tells them.</param>
internal sealed class FineTuningEvents(IRun run, string name, string reward = "")
{
    /// <summary>An epoch was trained.</summary>
    public void Epoch(EpochMetrics epoch) => run.Emit(At(EventKinds.FineTuningEpoch, epoch.Epoch) with { Metrics = [.. epoch.Metrics().Select(InUnits)] });

    /// <summary>The held-out images were scored.</summary>
    /// <param name="evaluations">All evaluations so far; the last is told.</param>
    /// <param name="promptIndices">Index of each held-out image's prompt, [images].</param>
    public void Evaluation(IReadOnlyList<EvaluationRecord> evaluations, IReadOnlyList<int> promptIndices)
    {
        var intervals = new ScoreIntervals(evaluations, promptIndices);
        run.Emit(At(EventKinds.FineTuningEvaluation, evaluations[^1].Epoch) with
        {
            Metrics = [.. EvaluationMetrics.From(evaluations[^1]).Metrics().Select(metric => InUnits(intervals.Add(metric)))],
        });
    }

    /// <summary>Something that the user should know.</summary>
    public void Finding(Finding finding) => run.Emit(At(finding.Kind, finding.Epoch) with { Severity = EventSeverity.Warning, Message = finding.Message });

    /// <summary>The reward still rises while a held-out reward falls.</summary>
    public void Alarm(string message, int epoch, AlarmPayload payload) =>
        run.Emit(At(EventKinds.FineTuningAlarm, epoch) with { Severity = EventSeverity.Warning, Message = message, Payload = payload });

    /// <summary>No checkpoint of any beta beats the base.</summary>
    public void Base(string message) =>
        run.Emit(new EventRecord(EventKinds.FineTuningBase) { Series = name, Severity = EventSeverity.Warning, Message = message });

    /// <summary>Several betas were tried.</summary>
    public void Sweep(SweepPayload payload) => run.Emit(new EventRecord(EventKinds.FineTuningSweep) { Series = name, Payload = payload });

    /// <summary>The fine-tuning has ended.</summary>
    public void Finished(FineTuningSummary summary) =>
        run.Emit(new EventRecord(EventKinds.FineTuningFinished) { Series = name, Payload = FinishedPayload.From(summary) });

    private RunMetric InUnits(RunMetric metric) => metric.Role == MetricRole.Proxy ? metric with { Unit = reward } : metric;

    private EventRecord At(string kind, int epoch) => new(kind) { Series = name, Position = new EventPosition("epoch", epoch) };
}
