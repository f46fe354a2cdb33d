using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>What a fine-tuning leaves behind: its history as a file, and curves fitted to it.</summary>
internal static class FineTuningReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = false, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Says how it ended, writes NAME/history.json and emits "finetune.finished".</summary>
    public static void Finish(IRun run, FineTuningOptions options, TrainingState state, CheckpointSelection choice, AlarmState alarm, string? heldOutReward, IReadOnlyList<int> promptIndices)
    {
        if (choice.BeatsBase)
        {
            run.Log($"{options.Name}: {choice.Message}");
        }
        else
        {
            Findings.Tell(run, options.Name, state, new Finding(state.Epoch, "finetune.base", choice.Message));
        }

        if (!alarm.IsRaised)
        {
            run.Log($"{options.Name}: {alarm.Message}");
        }

        TellSignal(run, options, state);
        using (var file = run.CreateFile($"{options.Name}/history.json"))
        {
            JsonSerializer.Serialize(file, new
            {
                options.Name,
                Chosen = choice.Evaluation.Epoch,
                choice.BeatsBase,
                choice.IsDelivered,
                Outcome = choice.Message,
                Alarm = alarm,
                state.Alarms,
                state.Collapses,
                state.Findings,
                Prompts = promptIndices,
                state.Evaluations,
                state.Epochs,
            }, Json);
        }

        var noise = NoiseScale.Compute(state.Epochs);
        if (noise is not null && options is DdpoOptions ddpo)
        {
            run.Log($"{options.Name}: {noise.Describe((ddpo.SamplesPerEpoch + ddpo.UpdatesPerEpoch - 1) / ddpo.UpdatesPerEpoch)}");
        }

        run.Emit("finetune.finished", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = options.Name,
            ["epochs"] = state.Epoch,
            ["chosen"] = choice.Evaluation.Epoch,
            ["beatsBase"] = choice.BeatsBase,
            ["isDelivered"] = choice.IsDelivered,
            ["outcome"] = choice.Message,
            ["rule"] = options.Choose.ToString(),
            ["collapses"] = state.Collapses.Select(epoch => (object?)epoch).ToList(),
            ["alarmCouldBeRaised"] = alarm.CouldBeRaised,
            ["alarms"] = state.Alarms.Select(epoch => (object?)epoch).ToList(),
            ["gold"] = heldOutReward is null ? null : Fit(state, evaluation => evaluation.HeldOut[heldOutReward].Average()),
            ["proxy"] = Fit(state, evaluation => evaluation.Proxy.Average()),
            ["noiseScale"] = noise is null ? null : new Dictionary<string, object?>(StringComparer.Ordinal) { ["images"] = noise.Images, ["lower"] = noise.Lower, ["upper"] = noise.Upper },
        });
    }

    // Epochs without a signal are marked where they begin; how many there were is known only now.
    private static void TellSignal(IRun run, FineTuningOptions options, TrainingState state)
    {
        var signals = state.Epochs.Where(epoch => epoch.Values.ContainsKey(EpochMetrics.Signal)).ToArray();
        if (signals.Count(epoch => epoch.Values[EpochMetrics.Signal] == 0) is > 0 and var without)
        {
            Findings.Tell(run, options.Name, state, new Finding(state.Epoch, "finetune.signal", $"in {without} of {signals.Length} epochs there was nothing to learn from, for every advantage was 0."));
        }
    }

    /// <summary>Gao et al.'s curve for RL, d (alpha - beta ln d) with d the root of the KL divergence; null where there are too few points to fit.</summary>
    private static Dictionary<string, object?>? Fit(TrainingState state, Func<EvaluationRecord, double> value)
    {
        GoldPoint[] points = [.. state.Evaluations.Skip(1).Where(evaluation => double.IsFinite(evaluation.Kl)).Select(evaluation => new GoldPoint(evaluation.Kl, value(evaluation)))];
        if (points.Count(point => point.Kl > 0) < 3 || points.Select(point => point.Kl).Distinct().Count() < 2)
        {
            return null;
        }

        return GoldCurveFit.OfScores(points, GoldCurveForm.Reinforcement, value(state.Evaluations[0])).ToData();
    }
}
