using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Checkpoints;

/// <summary>Which checkpoint of a run is kept.</summary>
public enum CheckpointRule
{
    /// <summary>The paper's: the earliest at which the number of images that score above the base model's, by the reward that is optimised,
    /// is largest.</summary>
    AboveBase,

    /// <summary>The one with the highest mean of a held-out reward; the earliest of equal ones.</summary>
    [FormerName("judge")]
    HeldOut,

    /// <summary>The last checkpoint, whether or not it is better than the base model.</summary>
    Last,
}
