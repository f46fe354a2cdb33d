using RewardLab.Torch.Schedulers;

namespace RewardLab.Torch.Pipelines;

/// <summary>How a flow's steps are made random, so that they have probabilities.</summary>
/// <param name="Noise">The process.</param>
/// <param name="Level">a, above 0.</param>
public sealed record FlowRandomness(FlowNoise Noise, double Level)
{
    /// <summary>Flow-GRPO's noise level.</summary>
    public const double DefaultLevel = 0.7;
}
