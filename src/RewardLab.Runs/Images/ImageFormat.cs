namespace RewardLab.Runs.Images;

/// <summary>What a file's first bytes say that it is.</summary>
internal enum ImageFormat
{
    /// <summary>No image that is known here.</summary>
    None,
    Png,
    Jpeg,
    Webp,
    Gif,
    Bmp,
    Tiff,
    Heic,
    Avif,
    Jpeg2000,
    JpegXl,
    Photoshop,
    OpenExr,
    Qoi,
}
