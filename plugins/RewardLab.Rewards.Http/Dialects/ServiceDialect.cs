namespace RewardLab.Rewards.Http.Dialects;

/// <summary>How a service is asked for scores.</summary>
public enum ServiceDialect
{
    /// <summary>RewardLab's own: JSON to /v1/score, in pairs or as a matrix.</summary>
    V1,

    /// <summary>UniRL's: JSON conversations to /score, a pair each.</summary>
    Score,

    /// <summary>Flow-Factory's: JSON to /compute, in pairs.</summary>
    Compute,

    /// <summary>A pickle of images and prompts, in pairs: verl-omni's, and flow_grpo's for UnifiedReward.</summary>
    Prompts,

    /// <summary>A pickle of images with several queries each: flow_grpo's reward server.</summary>
    Queries,
}
