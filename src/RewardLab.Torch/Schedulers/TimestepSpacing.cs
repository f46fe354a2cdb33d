namespace RewardLab.Torch.Schedulers;

/// <summary>Which training steps a shorter sampling run visits (Lin et al., arXiv:2305.08891, table 2).</summary>
public enum TimestepSpacing
{
    /// <summary>From the beginning on, at a whole stride; the last training step is not visited. Stable Diffusion's.</summary>
    Leading,

    /// <summary>From the end back, at a fractional stride.</summary>
    Trailing,

    /// <summary>Evenly, both ends included.</summary>
    Linspace,
}
