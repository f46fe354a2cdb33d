namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>What direct preference optimization makes of pairs where neither image was preferred.</summary>
public enum TiedPairs
{
    /// <summary>They are left out.</summary>
    Skip,

    /// <summary>Each image wins half of the time.</summary>
    Half,
}
