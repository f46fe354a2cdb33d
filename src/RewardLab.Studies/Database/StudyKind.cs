namespace RewardLab.Studies.Database;

/// <summary>What people are asked.</summary>
public enum StudyKind
{
    /// <summary>Whether an image shows what its prompt says: good, bad or hard to answer.</summary>
    Labels,

    /// <summary>Which of two sets of images, by models that are not named, is better: by alignment and by quality.</summary>
    Comparisons,
}
