namespace RewardLab.Torch.Schedulers;

/// <summary>How a flow's step is made random, so that it has a probability.</summary>
public enum FlowNoise
{
    /// <summary>Flow-GRPO's stochastic differential equation, with the flow's own marginals (Liu et al., arXiv:2505.05470, equation 9).</summary>
    Sde,

    /// <summary>Coefficients that preserve the noise level, whose last step is noiseless (Wang and Yu, arXiv:2509.05952). Its log-probability has no
    /// constants, so the ratio weighs every step alike.</summary>
    Cps,

    /// <summary>DanceGRPO's, with the same noise at every level (Xue et al., arXiv:2505.07818, equation 7).</summary>
    Dance,
}
