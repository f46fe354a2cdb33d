using RewardLab.Abstractions;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>Marks evaluations of a model that has broken: a reward far below the base's, or a policy far from the base's.</summary>
/// <remarks>Unlike the alarm it needs neither judges nor a window: one evaluation tells.</remarks>
internal sealed class CollapseWatch(FineTuningOptions options, IRun run, IReadOnlyList<int> promptIndices)
{
    /// <summary>What is wrong with an evaluation, one line; null where nothing is.</summary>
    /// <param name="look">The evaluation.</param>
    /// <param name="first">The base's.</param>
    public string? Problem(Look look, Look first)
    {
        var (reward, kl) = (RewardProblem(look, first), KlProblem(look));
        return reward is null || kl is null ? reward ?? kl : $"{reward}; {kl}";
    }

    /// <summary>Compares the latest evaluation with the base's, and says where a collapse begins, or goes on to the reward.</summary>
    public void Watch(TrainingState state)
    {
        var (look, first) = (state.Looks[^1], state.Looks[0]);
        if (state.Looks.Count < 2 || Problem(look, first) is not { } problem)
        {
            return;
        }

        state.Collapses.Add(look.Epoch);
        var before = state.Looks[^2];
        var isNew = (RewardProblem(look, first) is not null && RewardProblem(before, first) is null) || (KlProblem(look) is not null && KlProblem(before) is null);
        if (!isNew)
        {
            return;
        }

        var consequence = options.Alarm == AlarmAction.Stop ? " Training stops here." : " Lower the learning rate, hold the model nearer to the base, or stop earlier.";
        Findings.Tell(run, options.Name, state, new Finding(look.Epoch, "finetune.collapse", $"COLLAPSE at epoch {look.Epoch}: {problem}.{consequence}"));
        state.IsStopped |= options.Alarm == AlarmAction.Stop;
    }

    private string? RewardProblem(Look look, Look first) => RewardCollapse.Of(look.Proxy, first.Proxy, promptIndices) is { IsCollapsed: true } collapse ? Reward(collapse) : null;

    private string? KlProblem(Look look) => IsKlExploded(look) ? Kl(look) : null;

    /// <summary>Distance of an average denoising step from the base's, in standard deviations of the noise that a step of eta 1 has: a smaller eta makes steps no worse, and only
    /// their divergence larger.</summary>
    private double StepDistance(Look look) => Math.Min(1, options.Eta) * Math.Sqrt(2 * look.Kl / ((double)look.KlOfSteps.Length * look.LatentSize));

    // A step that lies further from the base's than its own noise reaches is another model's step.
    private bool IsKlExploded(Look look) => !double.IsFinite(look.Kl) || (look.LatentSize > 0 && StepDistance(look) >= 1);

    private static string Reward(RewardCollapse reward) => FormattableString.Invariant(
        $"the reward has fallen from the base's {reward.BaseMean:g3} to {reward.Mean:g3}{(double.IsFinite(reward.DropInDeviations) ? FormattableString.Invariant($", {reward.DropInDeviations:f1} of its standard deviations within a prompt") : "")}, and {reward.BelowBase:p0} of the held-out images score below the base's");

    private string Kl(Look look) => double.IsFinite(look.Kl)
        ? FormattableString.Invariant($"the KL divergence from the base has exploded to {look.Kl:g3} nats: an average denoising step lies {StepDistance(look):f1} standard deviations of eta 1's noise from the base's")
        : "the KL divergence from the base is not finite";
}
