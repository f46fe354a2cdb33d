namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>How RWR is held near the base.</summary>
public enum KlType
{
    /// <summary>Penalises the mean squared difference of the denoiser's noise from the frozen reference's, as the paper's authors ran it.</summary>
    Noise,

    /// <summary>As the paper writes its objective: on the same data the log-ratio term only adds beta to each weight.</summary>
    Literal,
}
