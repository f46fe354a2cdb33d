using RewardLab.Abstractions;
using RewardLab.Evaluation.Checkpoints;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning;

/// <summary>What a session is given, checked, and what its checkpoints hold of it.</summary>
internal static class SessionChecks
{
    /// <summary>The model, where all that fine-tuning needs is there.</summary>
    /// <exception cref="RewardLabException">The model cannot be trained; or reward, prompts or the held-out reward are missing.</exception>
    public static TrainedModel Model(FineTuningOptions options, OptimizationContext context)
    {
        var model = TrainedModel.From(context.Model) ?? throw new RewardLabException(context.Model is null
            ? $"{options.Name}: there is no model to fine-tune. Name one."
            : $"{options.Name}: {context.Model.Name} cannot be fine-tuned: only trainable models can, such as toybox and stable-diffusion.");
        if (context.Reward is null || context.Prompts.Count == 0)
        {
            throw new RewardLabException($"{options.Name}: fine-tuning needs a reward and at least one prompt.");
        }

        if (options.HeldOutReward.Length > 0 && context.HeldOutRewards.All(heldOutReward => heldOutReward.Name != options.HeldOutReward))
        {
            var there = context.HeldOutRewards.Count == 0
                ? "none"
                : string.Join(", ", context.HeldOutRewards.Select(heldOutReward => $"'{heldOutReward.Name}'"));
            throw new RewardLabException($"{options.Name}: there is no held-out reward '{options.HeldOutReward}'. Known: {there}.");
        }

        return options.Choose == CheckpointRule.HeldOut && context.HeldOutRewards.Count == 0
            ? throw new RewardLabException($"{options.Name}: 'choose: heldOut' needs a held-out reward: one that is not optimised.")
            : model;
    }

    /// <summary>All that an epoch depends on.</summary>
    public static CheckpointSettings Settings(
        FineTuningOptions options, TrainedModel model, OptimizationContext context, (string Option, string Hash)? data)
    {
        var settings = new CheckpointSettings(options)
        {
            ["model"] = model.Name,
            ["reward"] = context.Reward!.Name,
            ["heldOut"] = context.HeldOutRewards.Select(reward => reward.Name).ToArray(),
            ["prompts"] = context.Prompts,
            ["seed"] = context.Run.Seed,
            ["adapters"] = model.Adapter?.Hash() ?? "",
        };
        if (data is var (option, hash))
        {
            settings[option] = hash;
        }

        return settings.AddFormerName("heldOut", "judges");
    }
}
