namespace RewardLab.Rewards.Judges;

/// <summary>How the answers to a checklist become one score.</summary>
public enum ChecklistCombination
{
    /// <summary>Their product: every answer must be yes.</summary>
    Product,

    /// <summary>Their mean: the share that is fulfilled.</summary>
    Mean,
}
