namespace RewardLab.Toybox.Annotation;

/// <summary>What an annotator says about an image and its prompt.</summary>
public enum AnnotatorLabel
{
    /// <summary>Hard to answer.</summary>
    Inconclusive = -1,

    /// <summary>The image does not match the prompt, or is too poor to tell.</summary>
    Bad = 0,

    /// <summary>The image matches the prompt.</summary>
    Good = 1,
}
