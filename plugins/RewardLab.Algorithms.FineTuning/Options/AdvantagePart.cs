namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>Which advantages negative-aware fine-tuning learns from.</summary>
public enum AdvantagePart
{
    /// <summary>All of them, up to the limit.</summary>
    All,

    /// <summary>Those above 0; the others count as 0.</summary>
    Positive,

    /// <summary>Those below 0; the others count as 0.</summary>
    Negative,

    /// <summary>Those above 0, each as 1; the others count as 0.</summary>
    PositiveAsOne,

    /// <summary>Their signs alone: 1, 0 or -1.</summary>
    Sign,
}
