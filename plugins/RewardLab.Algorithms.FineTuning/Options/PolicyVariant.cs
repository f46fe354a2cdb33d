namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>The loss of DDPO.</summary>
public enum PolicyVariant
{
    /// <summary>DDPO-IS: importance-sampled and clipped as PPO.</summary>
    Clipped,

    /// <summary>DDPO-SF: the score function, one update an epoch.</summary>
    ScoreFunction,
}
