namespace RewardLab.Abstractions;

/// <summary>Which TextNorm: how the scores of a prompt and its contrastive prompts become one number.</summary>
/// <remarks>
/// Equation 1 and the logit difference order one reward's images alike; they differ once rewards are combined, and in how strongly an algorithm still pushes a
/// share that is already near 1. Min-max is equation 1 with a temperature of its own for each image, (max - min) / scale,
/// so that it does not depend on the reward's unit.
/// </remarks>
public enum TextNormVariant
{
    /// <summary>As the authors of Kim et al., ICLR 2024, ran it: an image's scores over the prompt and its contrastive prompts are scaled to [0, scale] by
    /// their own minimum
    /// and maximum, then the prompt's share of the softmax is taken, 0 to 1. Contrastive prompts count as a set: each text once, without the prompt
    /// itself.</summary>
    MinMax,

    /// <summary>The prompt's share of the softmax of scores divided by tau, 0 to 1 (Kim et al., ICLR 2024, equation 1). Duplicates among the contrastive
    /// prompts weigh twice.</summary>
    Equation1,

    /// <summary>The logarithm of equation 1's share over what is left, r(x0)/tau less the log-sum-exp of r(x_j)/tau: unbounded.</summary>
    LogitDifference,
}
