namespace RewardLab.Evaluation.Preferences;

/// <summary>Which of two images a person prefers.</summary>
public enum PreferenceOutcome
{
    /// <summary>The first image is preferred.</summary>
    First,

    /// <summary>The second image is preferred.</summary>
    Second,

    /// <summary>A tie.</summary>
    Tie,
}
