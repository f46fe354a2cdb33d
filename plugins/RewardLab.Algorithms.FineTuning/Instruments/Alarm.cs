using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Events;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>Tests for overoptimization after every evaluation, and does what the options say.</summary>
/// <param name="options">Window, level and action.</param>
/// <param name="run">What is told.</param>
/// <param name="heldOutRewards">Rewards that are not optimised: their trends share the level, so that an evaluation's chance of a false
/// alarm stays below the level however many there are (Bonferroni).</param>
/// <param name="promptIndices">Prompt of each held-out image.</param>
internal sealed class Alarm(FineTuningOptions options, IRun run, IReadOnlyList<string> heldOutRewards, IReadOnlyList<int> promptIndices)
{
    private readonly FineTuningEvents _events = new(run, options.Name);

    public void Listen(TrainingState state)
    {
        if (options.Alarm == AlarmAction.Off || heldOutRewards.Count == 0 || state.Evaluations.Count < 2)
        {
            return;
        }

        var raised = heldOutRewards.Select(heldOutReward => (HeldOut: heldOutReward, Result: Result(heldOutReward, state)))
            .Where(found => found.Result is { IsRaised: true })
            .ToArray();
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
        if (state.Evaluations.Exists(evaluation => !evaluation.HeldOut.ContainsKey(heldOutReward)))
        {
            return null;
        }

        var history = new EvaluationHistory(
            promptIndices, [.. state.Evaluations.Select(evaluation => new PairedScores(evaluation.Proxy, evaluation.HeldOut[heldOutReward]))]);
        return OveroptimizationAlarm.Evaluate(
            history,
            new OveroptimizationOptions { Window = options.AlarmWindow, Level = options.AlarmLevel, HeldOutRewards = heldOutRewards.Count });
    }

    private void Tell(string heldOutReward, OveroptimizationResult result, TrainingState state)
    {
        var best = state.Evaluations[result.BestEvaluation].Epoch;
        var consequence = options.Alarm switch
        {
            AlarmAction.Stop => " Training stops here.",
            AlarmAction.Lower => $" The learning rate is halved, to {state.LearningRateScale / 2:g3} of what it was.",
            _ => "",
        };
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"OVEROPTIMIZATION at epoch {state.Epoch}: the reward still rises while "
            + $"{heldOutReward} has fallen by {result.HeldOutDrop:g3} since epoch {best}.{consequence}");
        _events.Alarm(message, state.Epoch, new AlarmPayload(
            heldOutReward,
            result.ProxySlope,
            result.ProxyPValue,
            result.HeldOutSlope,
            result.HeldOutPValue,
            result.HeldOutDrop,
            result.DropPValue,
            best,
            options.Alarm));
    }
}
