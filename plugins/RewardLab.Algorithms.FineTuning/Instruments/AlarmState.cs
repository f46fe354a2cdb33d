using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>Whether the alarm for overoptimization was raised, and whether it could have been: silence means something only then.</summary>
/// <param name="IsRaised">Whether it was raised.</param>
/// <param name="CouldBeRaised">Whether at least one evaluation could have raised it.</param>
/// <param name="Message">One sentence.</param>
internal sealed record AlarmState(bool IsRaised, bool CouldBeRaised, string Message)
{
    /// <summary>The state at the end of a fine-tuning.</summary>
    /// <param name="options">Window and action.</param>
    /// <param name="state">Evaluations and alarms.</param>
    /// <param name="heldOutRewards">The held-out rewards that the alarm monitors.</param>
    /// <param name="promptCount">Prompts of the held-out images.</param>
    public static AlarmState From(FineTuningOptions options, TrainingState state, IReadOnlyList<string> heldOutRewards, int promptCount)
    {
        if (state.Alarms.Count > 0)
        {
            return new AlarmState(true, true, $"The overoptimization alarm was raised at epoch {string.Join(", ", state.Alarms)}.");
        }

        var evaluations = state.Evaluations.Count;
        var reason = options.Alarm == AlarmAction.Off ? "it is off (alarm: off)"
            : heldOutRewards.Count == 0 ? "there is no held-out reward"
            : heldOutRewards.All(reward => state.Evaluations.Exists(evaluation => !evaluation.HeldOut.ContainsKey(reward)))
                ? "no held-out reward gave finite scores in every evaluation"
            : promptCount < 2 ? "it compares prompts, and there is only one; give several"
            : evaluations < options.AlarmWindow
                ? $"it needs {options.AlarmWindow} evaluations, but there were {evaluations}; lower evaluationInterval, or train longer"
            : null;
        return reason is null
            ? new AlarmState(
                false,
                true,
                $"The overoptimization alarm was not raised, in {evaluations - options.AlarmWindow + 1} "
                + $"evaluation{(evaluations == options.AlarmWindow ? "" : "s")} that could have raised it.")
            : new AlarmState(false, false, $"The overoptimization alarm could not be raised: {reason}.");
    }
}
