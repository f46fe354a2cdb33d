namespace RewardLab.Evaluation.Comparisons;

/// <summary>How the first method's set does against the second's.</summary>
public enum SetOutcome
{
    /// <summary>The first group is preferred.</summary>
    Win,

    /// <summary>Neither group is preferred.</summary>
    Tie,

    /// <summary>The second group is preferred.</summary>
    Loss,
}
