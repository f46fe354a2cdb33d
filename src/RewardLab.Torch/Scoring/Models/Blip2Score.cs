namespace RewardLab.Torch.Scoring.Models;

/// <summary>Which of BLIP-2's two scores is taken.</summary>
public enum Blip2Score
{
    /// <summary>Contrast: the largest cosine of the text with any query of the image, -1 to 1. The paper's.</summary>
    Itc,

    /// <summary>Matching: the probability that they belong together, 0 to 1.</summary>
    Itm,
}
