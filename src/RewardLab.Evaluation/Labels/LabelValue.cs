namespace RewardLab.Evaluation.Labels;

/// <summary>One annotator's verdict on an image and its prompt. The numbers are those of TIA2's files.</summary>
public enum LabelValue
{
    /// <summary>Hard to answer: counts as half a good one in the mean, and as not good in the majority.</summary>
    Inconclusive = -1,

    /// <summary>The image does not match its prompt.</summary>
    Bad = 0,

    /// <summary>The image matches its prompt.</summary>
    Good = 1,
}
