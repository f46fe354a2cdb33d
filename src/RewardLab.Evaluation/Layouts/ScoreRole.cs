namespace RewardLab.Evaluation.Layouts;

/// <summary>What a column of a score table holds.</summary>
public enum ScoreRole
{
    /// <summary>A reward's scores.</summary>
    Reward,

    /// <summary>Scores of the proxy reward, which is optimised or selects images.</summary>
    Proxy,

    /// <summary>Scores of a held-out reward, which is measured and never optimised.</summary>
    HeldOut,

    /// <summary>The ground truth: above 0.5 where an image is correct.</summary>
    GroundTruth,

    /// <summary>The mean label of annotators, from 0 (bad) to 1 (good).</summary>
    Label,
}
