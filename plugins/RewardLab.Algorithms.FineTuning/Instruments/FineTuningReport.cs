using RewardLab.Abstractions;
using RewardLab.Evaluation.Histories;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Events;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>What a fine-tuning leaves behind: its history as a file, and curves fitted to it.</summary>
internal static class FineTuningReport
{
    /// <summary>Says how it ended, writes NAME/history.json and emits "finetune.finished".</summary>
    public static void Finish(
        IRun run, FineTuningOptions options, TrainingState state, Outcome outcome, AlarmState alarm, string? heldOutReward, IReadOnlyList<int> promptIndices)
    {
        var findings = new Findings(run, options.Name, state);
        if (outcome.BeatsBase)
        {
            run.Log($"{options.Name}: {outcome.Message}");
        }
        else
        {
            findings.Tell(state.Epoch, EventKinds.FineTuningBase, outcome.Message);
        }

        if (!alarm.IsRaised)
        {
            run.Log($"{options.Name}: {alarm.Message}");
        }

        TellSignal(findings, state);
        WriteHistory(run, options, state, outcome, alarm, promptIndices);
        var noise = NoiseScale.From(state.Epochs);
        if (noise is not null && SamplesPerUpdate(options) is { } samples)
        {
            run.Log($"{options.Name}: {noise.Describe(samples)}");
        }

        new FineTuningEvents(run, options.Name).Finished(new FineTuningSummary(
            state.Epoch,
            outcome,
            options.Choose,
            state.Collapses,
            state.Alarms,
            alarm.CouldBeRaised,
            heldOutReward is null || state.Evaluations.Exists(evaluation => !evaluation.HeldOut.ContainsKey(heldOutReward))
                ? null
                : Fit(state, evaluation => evaluation.HeldOut[heldOutReward].Average()),
            Fit(state, evaluation => evaluation.Proxy.Average()),
            noise));
    }

    private static int? SamplesPerUpdate(FineTuningOptions options)
    {
        (int Samples, int Updates)? epoch = options switch
        {
            DdpoOptions ddpo => (ddpo.SamplesPerEpoch, ddpo.UpdatesPerEpoch),
            NftOptions nft => (nft.SamplesPerEpoch, nft.UpdatesPerEpoch),
            _ => null,
        };
        return epoch is var (all, updates) ? (all + updates - 1) / updates : null;
    }

    private static void WriteHistory(
        IRun run,
        FineTuningOptions options,
        TrainingState state,
        Outcome outcome,
        AlarmState alarm,
        IReadOnlyList<int> promptIndices)
    {
        var history = new FineTuningHistory(options.Name, promptIndices, [.. state.Evaluations.Select(evaluation => evaluation.ToHistory())])
        {
            Chosen = outcome.Chosen.Epoch,
            BeatsBase = outcome.BeatsBase,
            IsDelivered = outcome.IsDelivered,
            Outcome = outcome.Message,
            Alarm = new HistoryAlarm(alarm.IsRaised, alarm.CouldBeRaised, alarm.Message),
            Alarms = state.Alarms,
            Collapses = state.Collapses,
            Findings = [.. state.Findings.Select(finding => new HistoryFinding(finding.Epoch, finding.Kind, finding.Message))],
            Epochs = [.. state.Epochs.Select(epoch => new HistoryEpoch(epoch.Epoch, epoch.Values))],
        };
        using var file = run.CreateFile($"{options.Name}/{FineTuningHistory.FileName}");
        history.Write(file);
    }

    // Epochs without a signal are marked where they begin; how many there were is known only now.
    private static void TellSignal(Findings findings, TrainingState state)
    {
        double[] signals = [.. state.Epochs.Select(epoch => epoch.Find(MetricKeys.Advantage)).OfType<double>()];
        if (signals.Count(signal => signal == 0) is > 0 and var without)
        {
            findings.Tell(
                state.Epoch,
                EventKinds.FineTuningSignal,
                $"in {without} of {signals.Length} epochs there was nothing to learn from, because every advantage was 0.");
        }
    }

    /// <summary>Gao et al.'s curve for RL, d (alpha - beta ln d) with d the root of the KL divergence; null where there are too few points to fit.</summary>
    private static GoldCurve? Fit(TrainingState state, Func<EvaluationRecord, double> value)
    {
        GoldPoint[] points =
        [
            .. state.Evaluations.Skip(1)
                .Where(evaluation => double.IsFinite(evaluation.Kl))
                .Select(evaluation => new GoldPoint(evaluation.Kl, value(evaluation))),
        ];
        return points.Count(point => point.Kl > 0) < 3 || points.Select(point => point.Kl).Distinct().Count() < 2
            ? null
            : GoldCurveFit.OfScores(points, GoldCurveForm.Reinforcement, value(state.Evaluations[0]));
    }
}
