namespace RewardLab.Studies.Database;

/// <summary>A question that an item asks.</summary>
public enum StudyQuestion
{
    /// <summary>Of labels: whether the image shows what the prompt says. Answers: 1 good, 0 bad, -1 hard to answer.</summary>
    Match,

    /// <summary>Of comparisons: which set follows the prompt better. Answers: 1 the first model's, 0 neither, -1 the second's.</summary>
    Alignment,

    /// <summary>Of comparisons: which set is made of better images, whatever the prompt. Answers as of <see cref="Alignment"/>.</summary>
    Quality,
}
