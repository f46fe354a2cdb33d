namespace RewardLab.Torch.Schedulers;

/// <summary>How a flow's noise levels lie between the first and the last.</summary>
public enum FlowSigmas
{
    /// <summary>Evenly, before they are shifted.</summary>
    Even,

    /// <summary>By the seventh root (Karras et al., arXiv:2206.00364, equation 5).</summary>
    Karras,

    /// <summary>By the logarithm.</summary>
    Exponential,

    /// <summary>By quantiles of the beta distribution with 0.6 and 0.6 (Lee et al., arXiv:2407.12173).</summary>
    Beta,
}
