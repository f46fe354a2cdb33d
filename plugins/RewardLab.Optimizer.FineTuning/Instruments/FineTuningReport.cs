using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Optimizer.FineTuning.Checkpoints;
using RewardLab.Optimizer.FineTuning.Evaluation;
using RewardLab.Optimizer.FineTuning.Options;

namespace RewardLab.Optimizer.FineTuning.Instruments;

/// <summary>What a fine-tuning leaves behind: its history as a file, and curves fitted to it.</summary>
internal static class FineTuningReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = false, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes NAME/history.json and emits "finetune.finished".</summary>
    public static void Finish(IRun run, FineTuningOptions options, TrainingState state, Look chosen, string? judge, IReadOnlyList<int> promptIndices)
    {
        using (var file = run.CreateFile($"{options.Name}/history.json"))
        {
            JsonSerializer.Serialize(file, new { options.Name, Chosen = chosen.Epoch, state.Alarms, Prompts = promptIndices, state.Looks, state.Epochs }, Json);
        }

        var noise = NoiseScale.Of(state.Epochs);
        if (noise is not null && options is DdpoOptions ddpo)
        {
            run.Log($"{options.Name}: {noise.Describe((ddpo.SamplesPerEpoch + ddpo.UpdatesPerEpoch - 1) / ddpo.UpdatesPerEpoch)}");
        }

        run.Emit("finetune.finished", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = options.Name,
            ["epochs"] = state.Epoch,
            ["chosen"] = chosen.Epoch,
            ["rule"] = options.Choose.ToString(),
            ["alarms"] = state.Alarms.Select(epoch => (object?)epoch).ToList(),
            ["gold"] = judge is null ? null : Fit(state, look => look.Judges[judge].Average()),
            ["proxy"] = Fit(state, look => look.Proxy.Average()),
            ["noiseScale"] = noise is null ? null : new Dictionary<string, object?>(StringComparer.Ordinal) { ["pictures"] = noise.Pictures, ["lower"] = noise.Lower, ["upper"] = noise.Upper },
        });
    }

    /// <summary>Gao et al.'s curve for RL, d (alpha - beta ln d) with d the root of the KL divergence; null where there are too few points to fit.</summary>
    private static Dictionary<string, object?>? Fit(TrainingState state, Func<Look, double> value)
    {
        GoldPoint[] points = [.. state.Looks.Skip(1).Select(look => new GoldPoint(look.Kl, value(look)))];
        if (points.Count(point => point.Kl > 0) < 3 || points.Select(point => point.Kl).Distinct().Count() < 2)
        {
            return null;
        }

        return GoldCurveFit.OfScores(points, GoldCurveForm.Reinforcement, value(state.Looks[0])).ToData();
    }
}
