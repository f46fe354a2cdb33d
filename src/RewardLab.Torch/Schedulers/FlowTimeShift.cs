namespace RewardLab.Torch.Schedulers;

/// <summary>How a flow's noise levels are shifted by the number of an image's tokens.</summary>
public enum FlowTimeShift
{
    /// <summary>By e^mu, FLUX's.</summary>
    Exponential,

    /// <summary>By mu itself.</summary>
    Linear,
}
