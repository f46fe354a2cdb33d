namespace RewardLab.Torch.Imaging;

/// <summary>Filters for changing an image's size; the numbers are Pillow's.</summary>
public enum ResampleFilter
{
    /// <summary>Truncated sinc of 3 lobes.</summary>
    Lanczos = 1,

    /// <summary>Triangle.</summary>
    Bilinear = 2,

    /// <summary>Cubic convolution with a = -0.5.</summary>
    Bicubic = 3,
}
