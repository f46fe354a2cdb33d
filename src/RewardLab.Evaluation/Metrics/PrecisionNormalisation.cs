namespace RewardLab.Evaluation.Metrics;

/// <summary>What average precision among the k highest-scored images is divided by.</summary>
public enum PrecisionNormalisation
{
    /// <summary>The positives among the k: how well they stand in front. The paper's.</summary>
    Found,

    /// <summary>min(k, all positives of the prompt): positives that the k miss count too.</summary>
    Possible,
}
