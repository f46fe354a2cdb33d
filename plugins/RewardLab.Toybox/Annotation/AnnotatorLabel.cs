namespace RewardLab.Toybox.Annotation;

/// <summary>What an annotator says about a picture and its prompt.</summary>
public enum AnnotatorLabel
{
    /// <summary>Hard to answer.</summary>
    Inconclusive = -1,

    /// <summary>The picture does not match the prompt, or is too poor to tell.</summary>
    Bad = 0,

    /// <summary>The picture matches the prompt.</summary>
    Good = 1,
}
