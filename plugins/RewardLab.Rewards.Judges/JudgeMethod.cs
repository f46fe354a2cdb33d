namespace RewardLab.Rewards.Judges;

/// <summary>How a vision language model is asked.</summary>
public enum JudgeMethod
{
    /// <summary>One question about image and prompt; the score is the probability of yes.</summary>
    Vqascore,

    /// <summary>Several questions about what a prompt names; the score combines their probabilities of yes.</summary>
    Checklist,

    /// <summary>Which of two images is better, in both orders: for comparisons; it scores no single image.</summary>
    Pairwise,
}
