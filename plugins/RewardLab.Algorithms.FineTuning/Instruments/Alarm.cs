using RewardLab.Abstractions;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>Listens for overoptimization after every look, and does what the options say.</summary>
/// <param name="options">Window, level and action.</param>
/// <param name="run">What is told.</param>
/// <param name="judges">Who is listened to: each at the level shared out among them, so that a look's chance of a false alarm stays below the level however many there are (Bonferroni).</param>
/// <param name="promptIndices">Prompt of each held-out picture.</param>
internal sealed class Alarm(FineTuningOptions options, IRun run, IReadOnlyList<string> judges, IReadOnlyList<int> promptIndices)
{
    public void Listen(TrainingState state)
    {
        if (options.Alarm == AlarmAction.Off || judges.Count == 0 || state.Looks.Count < 2)
        {
            return;
        }

        var raised = judges.Select(judge => (Judge: judge, Verdict: Verdict(judge, state))).Where(found => found.Verdict is { IsRaised: true }).ToArray();
        if (raised.Length == 0)
        {
            return;
        }

        state.Alarms.Add(state.Epoch);
        foreach (var (judge, verdict) in raised)
        {
            Tell(judge, verdict!, state);
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

    private OveroptimizationVerdict? Verdict(string judge, TrainingState state)
    {
        var history = new EvaluationHistory(promptIndices, [.. state.Looks.Select(look => new EvaluationScores(look.Proxy, look.Judges[judge]))]);
        return OveroptimizationAlarm.Look(history, new OveroptimizationOptions { Window = options.AlarmWindow, Level = options.AlarmLevel / judges.Count });
    }

    private void Tell(string judge, OveroptimizationVerdict verdict, TrainingState state)
    {
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
    }
}
