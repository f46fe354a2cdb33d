namespace RewardLab.Abstractions;

/// <summary>What TextNorm reports of a prompt's softmax over its contrastive prompts.</summary>
/// <remarks>Both order one reward's pictures alike; they differ once rewards are combined, and in how far an optimizer is drawn on where a share is near 1 already.</remarks>
public enum TextNormForm
{
    /// <summary>The prompt's share, 0 to 1 (Kim et al., ICLR 2024, equation 1).</summary>
    Share,

    /// <summary>The logarithm of the share over what is left, r(x0)/tau less the log-sum-exp of r(x_j)/tau: unbounded.</summary>
    LogitDifference,
}
