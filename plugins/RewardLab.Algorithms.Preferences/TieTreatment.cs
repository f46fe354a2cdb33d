namespace RewardLab.Algorithms.Preferences;

/// <summary>What training makes of choices where neither image was preferred.</summary>
public enum TieTreatment
{
    /// <summary>Either image should win half of the time, as PickScore's training has it: their scores are drawn together.</summary>
    Half,

    /// <summary>They are left out, as ImageReward's training does.</summary>
    Skip,
}
