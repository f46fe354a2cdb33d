namespace RewardLab.Abstractions;

/// <summary>Reads and writes image files as RewardLab does everywhere. Safe from any thread.</summary>
public interface IImageCodec
{
    /// <summary>Reads an image file: PNG, JPEG, WebP, GIF (its first frame), BMP or TIFF (its first page), as 8-bit RGB.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reading">As people see the image, or as the rewards' originals read it.</param>
    /// <returns>A batch of one.</returns>
    /// <exception cref="RewardLabException">The file is missing, no image, cut off or too large; the message names it.</exception>
    ImageBatch Read(string path, ImageReading reading = ImageReading.Shown);

    /// <summary>Writes one image of a batch as PNG. The same image gives the same bytes.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="images">The batch.</param>
    /// <param name="index">Which of its images.</param>
    void WritePng(Stream stream, ImageBatch images, int index);

    /// <summary>Writes one image of a batch as baseline JPEG, byte for byte as Pillow with libjpeg-turbo writes it: 4:2:0, standard Huffman tables, a JFIF
    /// header and no metadata.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="images">The batch.</param>
    /// <param name="index">Which of its images.</param>
    /// <param name="quality">1 to 100, as libjpeg counts.</param>
    /// <exception cref="RewardLabException">This host writes no JPEG, or the image is too large for one.</exception>
    void WriteJpeg(Stream stream, ImageBatch images, int index, int quality) => throw new RewardLabException("This host writes no JPEG.");
}
