namespace RewardLab.Torch.Schedulers;

/// <summary>What a denoiser's output means.</summary>
public enum PredictionType
{
    /// <summary>The noise in the sample (Ho et al., arXiv:2006.11239).</summary>
    Epsilon,

    /// <summary>sqrt(abar) noise - sqrt(1 - abar) x0 (Salimans and Ho, arXiv:2202.00512, section 4 and appendix D).</summary>
    VPrediction,

    /// <summary>The clean sample x0.</summary>
    Sample,
}
