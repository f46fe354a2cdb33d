using RewardLab.Abstractions;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Optimizer.FineTuning.Checkpoints;
using RewardLab.Optimizer.FineTuning.Options;

namespace RewardLab.Optimizer.FineTuning.Instruments;

/// <summary>Listens for overoptimization after every look, and does what the options say.</summary>
internal sealed class Alarm(FineTuningOptions options, IRun run, string? judge, IReadOnlyList<int> promptIndices)
{
    public void Listen(TrainingState state)
    {
        if (options.Alarm == AlarmAction.Off || judge is null || state.Looks.Count < 2)
        {
            return;
        }

        var history = new EvaluationHistory(promptIndices, [.. state.Looks.Select(look => new EvaluationScores(look.Proxy, look.Judges[judge]))]);
        if (OveroptimizationAlarm.Look(history, new OveroptimizationOptions { Window = options.AlarmWindow, Level = options.AlarmLevel }) is not { IsRaised: true } verdict)
        {
            return;
        }

        state.Alarms.Add(state.Epoch);
        var best = state.Looks[verdict.BestEvaluation].Epoch;
        run.Emit("finetune.alarm", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = options.Name,
            ["epoch"] = state.Epoch,
            ["judge"] = judge,
            ["proxySlope"] = verdict.ProxySlope,
            ["proxyPValue"] = verdict.ProxyPValue,
            ["judgeSlope"] = verdict.JudgeSlope,
            ["judgePValue"] = verdict.JudgePValue,
            ["judgeDrop"] = verdict.JudgeDrop,
            ["dropPValue"] = verdict.DropPValue,
            ["bestEpoch"] = best,
            ["action"] = options.Alarm.ToString().ToLowerInvariant(),
        });
        var consequence = options.Alarm switch
        {
            AlarmAction.Stop => " Training stops here.",
            AlarmAction.Lower => $" The learning rate is halved, to {state.LearningRateScale / 2:g3} of what it was.",
            _ => "",
        };
        run.Log(FormattableString.Invariant($"{options.Name}: OVEROPTIMIZATION at epoch {state.Epoch}: the reward still rises while {judge} falls, {verdict.JudgeDrop:g3} below epoch {best}.{consequence}"));
        if (options.Alarm == AlarmAction.Stop)
        {
            state.IsStopped = true;
        }
        else if (options.Alarm == AlarmAction.Lower)
        {
            state.LearningRateScale /= 2;
        }
    }
}
