namespace RewardLab.Torch.Schedulers;

/// <summary>How the noise variances grow over the training steps.</summary>
public enum BetaSchedule
{
    /// <summary>beta grows evenly.</summary>
    Linear,

    /// <summary>sqrt(beta) grows evenly: latent diffusion's schedule.</summary>
    ScaledLinear,
}
