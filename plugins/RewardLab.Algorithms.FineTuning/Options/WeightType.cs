namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>How rewards become weights of RWR.</summary>
public enum WeightType
{
    /// <summary>The reward itself, which must not be negative.</summary>
    Raw,

    /// <summary>exp(r / temperature) over all images, scaled to a mean of 1 (Peters and Schaal, ICML 2007).</summary>
    Softmax,

    /// <summary>From 0 (the worst of a prompt's images, those not kept among them) to 1 (the best), as the paper's authors ran it: scaled first, then the best
    /// are kept; 1 where all are equal.</summary>
    MinMax,

    /// <summary>Within each prompt's n images from 1/n (worst) to 1 (best), equal ones alike.</summary>
    Rank,
}
