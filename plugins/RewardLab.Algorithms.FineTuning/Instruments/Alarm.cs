using RewardLab.Abstractions;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>Listens for overoptimization after every evaluation, and does what the options say.</summary>
/// <param name="options">Window, level and action.</param>
/// <param name="run">What is told.</param>
/// <param name="heldOutRewards">Who is listened to: each at the level shared out among them, so that an evaluation's chance of a false alarm stays below the level however many there are (Bonferroni).</param>
/// <param name="promptIndices">Prompt of each held-out image.</param>
internal sealed class Alarm(FineTuningOptions options, IRun run, IReadOnlyList<string> heldOutRewards, IReadOnlyList<int> promptIndices)
{
    public void Listen(TrainingState state)
    {
        if (options.Alarm == AlarmAction.Off || heldOutRewards.Count == 0 || state.Evaluations.Count < 2)
        {
            return;
        }

        var raised = heldOutRewards.Select(heldOutReward => (HeldOut: heldOutReward, Result: Result(heldOutReward, state))).Where(found => found.Result is { IsRaised: true }).ToArray();
        if (raised.Length == 0)
        {
            return;
        }

        state.Alarms.Add(state.Epoch);
        foreach (var (heldOutReward, result) in raised)
        {
            Tell(heldOutReward, result!, state);
        }

        if (options.Alarm == AlarmAction.Stop)
        {
            state.IsStopped = true;
        }
        else if (options.Alarm == AlarmAction.Lower)
        {
            state.LearningRateScale /= 2;
        }
    }

    private OveroptimizationResult? Result(string heldOutReward, TrainingState state)
    {
        var history = new EvaluationHistory(promptIndices, [.. state.Evaluations.Select(evaluation => new PairedScores(evaluation.Proxy, evaluation.HeldOut[heldOutReward]))]);
        return OveroptimizationAlarm.Evaluate(history, new OveroptimizationOptions { Window = options.AlarmWindow, Level = options.AlarmLevel / heldOutRewards.Count });
    }

    private void Tell(string heldOutReward, OveroptimizationResult result, TrainingState state)
    {
        var best = state.Evaluations[result.BestEvaluation].Epoch;
        run.Emit("finetune.alarm", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = options.Name,
            ["epoch"] = state.Epoch,
            ["heldOut"] = heldOutReward,
            ["proxySlope"] = result.ProxySlope,
            ["proxyPValue"] = result.ProxyPValue,
            ["judgeSlope"] = result.HeldOutSlope,
            ["judgePValue"] = result.HeldOutPValue,
            ["judgeDrop"] = result.HeldOutDrop,
            ["dropPValue"] = result.DropPValue,
            ["bestEpoch"] = best,
            ["action"] = options.Alarm.ToString().ToLowerInvariant(),
        });
        var consequence = options.Alarm switch
        {
            AlarmAction.Stop => " Training stops here.",
            AlarmAction.Lower => $" The learning rate is halved, to {state.LearningRateScale / 2:g3} of what it was.",
            _ => "",
        };
        run.Log(FormattableString.Invariant($"{options.Name}: OVEROPTIMIZATION at epoch {state.Epoch}: the reward still rises while {heldOutReward} falls, {result.HeldOutDrop:g3} below epoch {best}.{consequence}"));
    }
}
