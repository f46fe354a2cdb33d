namespace RewardLab.Torch.Policies;

/// <summary>What rewards are compared with to become advantages.</summary>
public enum AdvantageNormalization
{
    /// <summary>All of the epoch's: less their mean, over their population standard deviation + 1e-8 (trl's default).</summary>
    Global,

    /// <summary>The same prompt's latest, from a bounded buffer that outlives the epoch:
    /// minus its mean, over its population standard deviation + 1e-6 (ddpo-pytorch's).</summary>
    PerPrompt,

    /// <summary>The same prompt's in this epoch alone: less their mean, over their population standard deviation + 1e-6 (GRPO's).</summary>
    Group,

    /// <summary>As <see cref="Group"/>, over the population standard deviation + 1e-4 (Flow-GRPO's).</summary>
    FlowGroup,

    /// <summary>The same prompt's in this epoch: less their mean, over the deviation of all the epoch's rewards + 1e-4 (Flow-GRPO's global_std).</summary>
    FlowGroupGlobal,
}
