using RewardLab.Abstractions;
using SkiaSharp;

namespace RewardLab.Runs.Images;

/// <summary>PNG, JPEG, WebP, GIF and BMP, by Skia's codecs.</summary>
/// <remarks>
/// Colour profiles and gamma are not applied, as Pillow applies none; of an animation the first image is taken. Skia's bytes are Pillow's, JPEG's included, but
/// for three cases that
/// <see cref="ImageReading.Reference"/> mends: grey PNG of 16 bits, what a GIF leaves transparent, and bitmaps of 16 bits a pixel.
/// </remarks>
internal static class CodecReader
{
    /// <summary>Pixels of an image at most, where nothing else is said.</summary>
    public const long MaxPixels = 100_000_000;

    /// <summary>Decodes an image.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="format">What its first bytes say that it is.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="reading">What is wanted of it.</param>
    /// <param name="maxPixels">How many pixels it may have; it is not decoded where it has more.</param>
    /// <exception cref="RewardLabException">It is not an image, a part of one, or one that is too large.</exception>
    public static DecodedImage Read(byte[] bytes, ImageFormat format, string name, ImageReading reading, long maxPixels)
    {
        var isDeepGrey = reading == ImageReading.Reference && format == ImageFormat.Png && PngFile.IsDeepGrey(bytes);
        using var data = SKData.CreateCopy(isDeepGrey ? PngFile.AsGreyAndAlpha(bytes) : bytes);
        using var codec = SKCodec.Create(data);
        if (codec is null)
        {
            throw new RewardLabException(
                MistakenFile.Describe(bytes) is { } mistake
                    ? $"'{name}' {mistake}"
                    : $"'{name}' is not an image that can be read: it must be {ImageFormats.Readable}.");
        }

        var size = codec.Info.Size;
        RequireSize(name, size.Width, size.Height, maxPixels);

        // No colour space in the target: the codec then leaves the values alone.
        var pixels = Decode(codec, new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null), name);
        if (isDeepGrey)
        {
            PngFile.CutGrey(pixels);
        }
        else if (reading == ImageReading.Reference && format == ImageFormat.Gif)
        {
            GifFile.FillTransparent(pixels, bytes);
        }
        else if (reading == ImageReading.Reference && format == ImageFormat.Bmp)
        {
            BmpFile.WidenDown(pixels, bytes);
        }

        return new DecodedImage(pixels, size.Height, size.Width, format == ImageFormat.Png ? PngFile.Origin(bytes) : codec.EncodedOrigin);
    }

    /// <summary>Refuses an image that would take too much memory.</summary>
    /// <exception cref="RewardLabException">It has too many pixels.</exception>
    public static void RequireSize(string name, int width, int height, long maxPixels)
    {
        if ((long)width * height > maxPixels)
        {
            throw new RewardLabException($"'{name}' has {width} x {height} pixels. Make it smaller: at most {maxPixels / 1_000_000} million.");
        }
    }

    private static byte[] Decode(SKCodec codec, SKImageInfo info, string name)
    {
        var pixels = new byte[info.BytesSize];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* first = pixels)
            {
                result = codec.GetPixels(info, (nint)first);
            }
        }

        return result == SKCodecResult.Success ? pixels : throw new RewardLabException($"'{name}' is damaged or cut off ({result}). Get it again.");
    }
}
