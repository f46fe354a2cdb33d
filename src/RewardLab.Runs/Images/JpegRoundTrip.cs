using RewardLab.Abstractions;

namespace RewardLab.Runs.Images;

/// <summary>Images as they are after somebody saved them as JPEG.</summary>
public static class JpegRoundTrip
{
    /// <summary>Writes one image as JPEG and reads it again.</summary>
    /// <param name="images">The batch.</param>
    /// <param name="index">Which of its images.</param>
    /// <param name="quality">1 to 100, as libjpeg counts.</param>
    /// <returns>A batch of one.</returns>
    public static ImageBatch Apply(ImageBatch images, int index, int quality)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var jpeg = new MemoryStream();
        ImageFiles.WriteJpeg(jpeg, images, index, quality);
        jpeg.Position = 0;
        return ImageFiles.Read(jpeg, "an image of the X-ray");
    }
}
