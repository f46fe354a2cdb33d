namespace RewardLab.Evaluation.Comparisons;

/// <summary>How the first method's set does against the second's.</summary>
public enum SetOutcome
{
    /// <summary>It is better.</summary>
    Win,

    /// <summary>Neither is.</summary>
    Tie,

    /// <summary>It is worse.</summary>
    Loss,
}
