using BitMiracle.LibJpeg.Classic;
using RewardLab.Abstractions;
using SkiaSharp;

namespace RewardLab.Runs.Images;

/// <summary>JPEG as Pillow writes it, so that a file's size means the same here as there.</summary>
/// <remarks>
/// Skia compresses with libjpeg-turbo, as Pillow does, so its coefficients are the same, but it encodes them with Huffman tables optimised for the image. They
/// are encoded again with the standard tables, which is lossless. LibJpeg.NET alone does not give the same bytes: it follows a later libjpeg, whose transform
/// rounds some coefficients differently.
/// </remarks>
internal static class JpegFile
{
    private const int MaxSide = 65_535;

    /// <summary>Writes a bitmap.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="bitmap">Opaque.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="RewardLabException">The format has no room for that many pixels in a row or a column.</exception>
    public static void Write(Stream stream, SKBitmap bitmap, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (bitmap.Width > MaxSide || bitmap.Height > MaxSide)
        {
            throw new RewardLabException($"An image of {bitmap.Width} x {bitmap.Height} pixels does not fit into a JPEG: at most {MaxSide} a side.");
        }

        // Skia's JPEG encoder does not take the type of pixels without alpha, which is laid out alike.
        using var pixmap = new SKPixmap(bitmap.Info.WithColorType(SKColorType.Rgba8888), bitmap.GetPixels(), bitmap.RowBytes);
        using var data = pixmap.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore))
            ?? throw new InvalidOperationException("The image could not be encoded.");
        using var compressed = data.AsStream();
        PackWithStandardTables(compressed, stream);
    }

    private static void PackWithStandardTables(Stream compressed, Stream target)
    {
        var source = new jpeg_decompress_struct();
        source.jpeg_stdio_src(compressed);
        source.jpeg_read_header(require_image: true);
        var coefficients = source.jpeg_read_coefficients();
        var result = new jpeg_compress_struct();
        result.jpeg_stdio_dest(target);
        source.jpeg_copy_critical_parameters(result);
        result.jpeg_write_coefficients(coefficients);
        result.jpeg_finish_compress();
        source.jpeg_finish_decompress();
    }
}
