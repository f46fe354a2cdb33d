namespace RewardLab.Evaluation.Overoptimization;

/// <summary>How the gold score moves with d, the root of the divergence from the base (Gao, Schulman, Hilton, ICML 2023, equations 1 and 2).</summary>
public enum GoldCurveForm
{
    /// <summary>d (alpha - beta d), found for best of n.</summary>
    BestOfN,

    /// <summary>d (alpha - beta ln d), found for reinforcement learning. It rises vertically from d = 0, which is an artefact:
    /// it describes the curve away from there.</summary>
    Reinforcement,
}
