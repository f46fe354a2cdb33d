namespace RewardLab.Abstractions;

/// <summary>What is asked of two images.</summary>
public enum PairwiseQuestion
{
    /// <summary>Which of them shows more accurately what the prompt says.</summary>
    Alignment,

    /// <summary>Which of them has the better quality, whatever the prompt says.</summary>
    Quality,
}
