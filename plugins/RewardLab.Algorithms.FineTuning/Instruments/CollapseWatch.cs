using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>Marks evaluations of a model that has broken: a reward far below the base's, or a policy far from the base's.</summary>
/// <remarks>Unlike the alarm it needs neither held-out rewards nor a window: one evaluation tells.</remarks>
internal sealed class CollapseWatch(FineTuningOptions options, IRun run, IReadOnlyList<int> promptIndices)
{
    /// <summary>What is wrong with an evaluation, one line; null where nothing is.</summary>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="first">The base's.</param>
    public string? Problem(EvaluationRecord evaluation, EvaluationRecord first)
    {
        var (reward, kl) = (RewardProblem(evaluation, first), KlProblem(evaluation));
        return reward is null || kl is null ? reward ?? kl : $"{reward}; {kl}";
    }

    /// <summary>Compares the latest evaluation with the base's, and says where a collapse begins, or spreads to the reward.</summary>
    public void Watch(TrainingState state)
    {
        var (evaluation, first) = (state.Evaluations[^1], state.Evaluations[0]);
        if (state.Evaluations.Count < 2 || Problem(evaluation, first) is not { } problem)
        {
            return;
        }

        state.Collapses.Add(evaluation.Epoch);
        var before = state.Evaluations[^2];
        var isNew = (RewardProblem(evaluation, first) is not null && RewardProblem(before, first) is null)
            || (KlProblem(evaluation) is not null && KlProblem(before) is null);
        if (!isNew)
        {
            return;
        }

        var consequence = options.Alarm == AlarmAction.Stop ? " Training stops here." : " Lower the learning rate, increase the KL weight, or stop earlier.";
        new Findings(run, options.Name, state)
            .Tell(evaluation.Epoch, EventKinds.FineTuningCollapse, $"COLLAPSE at epoch {evaluation.Epoch}: {problem}.{consequence}");
        state.IsStopped |= options.Alarm == AlarmAction.Stop;
    }

    private string? RewardProblem(EvaluationRecord evaluation, EvaluationRecord first) =>
        RewardCollapse.Compute(evaluation.Proxy, first.Proxy, promptIndices) is { IsCollapsed: true } collapse ? Reward(collapse) : null;

    private string? KlProblem(EvaluationRecord evaluation) => IsKlExploded(evaluation) ? Kl(evaluation) : null;

    /// <summary>Distance of an average denoising step from the base's, in standard deviations of the noise that a step of eta 1 has: a smaller eta makes steps
    /// no worse, and only their divergence larger.</summary>
    private double StepDistance(EvaluationRecord evaluation) =>
        Math.Min(1, options.Eta) * Math.Sqrt(2 * evaluation.Kl / ((double)evaluation.KlOfSteps.Length * evaluation.LatentSize));

    // A step that lies further from the base's than its own noise reaches is another model's step.
    private bool IsKlExploded(EvaluationRecord evaluation) => !double.IsFinite(evaluation.Kl) || (evaluation.LatentSize > 0 && StepDistance(evaluation) >= 1);

    private static string Reward(RewardCollapse reward)
    {
        var deviations = double.IsFinite(reward.DropInDeviations)
            ? FormattableString.Invariant($", {reward.DropInDeviations:f1} of its standard deviations within a prompt")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the reward has fallen from the base's {reward.BaseMean:g3} to {reward.Mean:g3}{deviations}, "
            + $"and {reward.BelowBase:p0} of the held-out images score below the base's");
    }

    private string Kl(EvaluationRecord evaluation) => double.IsFinite(evaluation.Kl)
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"the KL divergence from the base has exploded to {evaluation.Kl:g3} nats: "
            + $"an average denoising step is {StepDistance(evaluation):f1} standard deviations of eta 1's noise away from the base's")
        : "the KL divergence from the base is not finite";
}
