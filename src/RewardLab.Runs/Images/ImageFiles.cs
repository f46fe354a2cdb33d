using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using SkiaSharp;

namespace RewardLab.Runs.Images;

/// <summary>Image files: PNG, JPEG, WebP, GIF, BMP and TIFF in, whatever they are called; PNG and JPEG out.</summary>
/// <remarks>
/// <para>Colour values are taken as they stand in the file, as Pillow takes them: colour profiles and gamma are not applied, CMYK is turned to RGB by its plain
/// formula. Of an animation, or a TIFF of several pages, the first image is read.</para>
/// <para><see cref="ImageReading.Shown"/>, which counts where nothing else is said, turns images as their EXIF says (JPEG, PNG, WebP, TIFF) and lays
/// transparency on white. <see cref="ImageReading.Reference"/> gives
/// the bytes of Pillow's <c>Image.convert("RGB")</c>.</para>
/// </remarks>
public static class ImageFiles
{
    private const int Channels = 3;

    /// <summary>Reads one image as people see it.</summary>
    /// <exception cref="RewardLabException">The file is missing, no image, cut off or too large; the message names it.</exception>
    public static ImageBatch Read(string path) => Read(path, ImageReading.Shown);

    /// <summary>Reads one image.</summary>
    /// <exception cref="RewardLabException">The file is missing, no image, cut off or too large; the message names it.</exception>
    public static ImageBatch Read(string path, ImageReading reading)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            return Read(RegularFile.IsEmptyOrPipe(path) ? [] : File.ReadAllBytes(path), path, reading);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }

    /// <summary>Why a file cannot be read as an image, by its first bytes; null where they say nothing against it.</summary>
    public static string? Problem(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return ImageFormats.OfFile(path) is var format && ImageFormats.IsReadable(format) ? null
            : !File.Exists(path) ? $"There is no file '{path}'."
            : MistakenFile.Describe(path) is { } mistake ? $"'{path}' {mistake}"
            : Problem(format, path);
    }

    /// <summary>Reads images of one size into one batch, in order.</summary>
    /// <exception cref="RewardLabException">A file cannot be read, or differs in size from the first; the message names it.</exception>
    public static ImageBatch Read(IReadOnlyList<string> paths, ImageReading reading = ImageReading.Shown)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new ArgumentException("There is no image to read.", nameof(paths));
        }

        var images = new List<ImageBatch>(paths.Count);
        foreach (var path in paths)
        {
            var image = Read(path, reading);
            if (images.Count > 0 && (image.Height != images[0].Height || image.Width != images[0].Width))
            {
                throw new RewardLabException(
                    $"'{path}' is {image.Width} x {image.Height} pixels, but '{paths[0]}' is {images[0].Width} x {images[0].Height}. "
                    + "Images of one batch must have the same size.");
            }

            images.Add(image);
        }

        return ImageBatch.Concat(images);
    }

    /// <summary>Reads one image from a stream, as people see it.</summary>
    /// <param name="stream">Read to its end.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="RewardLabException">The stream has no image, a part of one, or one that is too large.</exception>
    public static ImageBatch Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Read(memory.ToArray(), name, ImageReading.Shown);
    }

    /// <summary>Reads one image that a stranger sent.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="reading">How it is read.</param>
    /// <param name="maxPixels">How many pixels it may have; it is not decoded where it has more, so that a small file takes little memory.</param>
    /// <exception cref="RewardLabException">It is no image, cut off or too large; the message names it.</exception>
    public static ImageBatch Read(ReadOnlyMemory<byte> bytes, string name, ImageReading reading, long maxPixels) =>
        Read(bytes.ToArray(), name, reading, maxPixels);

    /// <summary>Writes one image as PNG: RGB, 8 bits, without metadata. The same image gives the same bytes.</summary>
    public static void WritePng(Stream stream, ImageBatch images, int index)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(images);
        using var bitmap = ToBitmap(images, index);
        EncodePng(stream, bitmap);
    }

    /// <summary>Writes one image as baseline JPEG, byte for byte as Pillow with libjpeg-turbo writes it: 4:2:0, standard Huffman tables, a JFIF header and no
    /// metadata.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="images">The batch.</param>
    /// <param name="index">Which of its images.</param>
    /// <param name="quality">1 to 100, as libjpeg counts.</param>
    /// <exception cref="RewardLabException">The image has more than 65,535 pixels in a row or a column.</exception>
    public static void WriteJpeg(Stream stream, ImageBatch images, int index, int quality)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(images);
        using var bitmap = ToBitmap(images, index);
        JpegFile.Write(stream, bitmap, quality);
    }

    /// <summary>Writes a bitmap of SkiaSharp as PNG, every row with the filter that suits it best.</summary>
    public static void EncodePng(Stream stream, SKBitmap bitmap)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(bitmap);
        using var pixmap = bitmap.PeekPixels();
        using var data = pixmap.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, zLibLevel: 6))
            ?? throw new InvalidOperationException("The image could not be encoded.");
        stream.Write(data.AsSpan());
    }

    internal static SKBitmap ToBitmap(ImageBatch images, int index)
    {
        var source = images[index];
        var bitmap = new SKBitmap(new SKImageInfo(images.Width, images.Height, SKColorType.Rgb888x, SKAlphaType.Opaque));
        var target = bitmap.GetPixelSpan();
        for (var pixel = 0; pixel < images.Width * images.Height; pixel++)
        {
            source.Slice(pixel * Channels, Channels).CopyTo(target[(pixel * 4)..]);
            target[(pixel * 4) + 3] = byte.MaxValue;
        }

        return bitmap;
    }

    private static ImageBatch Read(byte[] bytes, string name, ImageReading reading, long maxPixels = CodecReader.MaxPixels)
    {
        var format = ImageFormats.Detect(bytes.AsSpan(0, Math.Min(bytes.Length, ImageFormats.HeaderLength)));
        if (format == ImageFormat.None && MistakenFile.Describe(bytes) is { } mistake)
        {
            throw new RewardLabException($"'{name}' {mistake}");
        }

        return format != ImageFormat.None && !ImageFormats.IsReadable(format)
            ? throw new RewardLabException(Problem(format, name))
            : (format == ImageFormat.Tiff
                ? TiffReader.Read(bytes, name, reading, maxPixels)
                : CodecReader.Read(bytes, format, name, reading, maxPixels)).Read(reading);
    }

    private static string Problem(ImageFormat format, string name) => format == ImageFormat.None
        ? $"'{name}' is not an image that can be read: it must be {ImageFormats.Readable}."
        : $"'{name}' is an image of format {ImageFormats.NameOf(format)}, which is not supported. Save it as PNG or JPEG.";
}
