using RewardLab.Abstractions;
using RewardLab.Experiments.Files;
using SkiaSharp;

namespace RewardLab.Experiments.Images;

/// <summary>Pictures in files: PNG, JPEG, WebP, GIF and BMP in, PNG out.</summary>
/// <remarks>
/// Values are taken as they stand in the file, as Pillow does: colour profiles are not applied. Transparency is composited on white.
/// A camera's note on orientation is applied, so that a picture is the way up that people see it.
/// </remarks>
public static class ImageFiles
{
    private const int Channels = 3;
    private const long MostPixels = 100_000_000;

    /// <summary>Reads one picture.</summary>
    /// <exception cref="RewardLabException">The file is missing, no picture, cut off or too large; the message names it.</exception>
    public static ImageBatch Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }

    /// <summary>Reads pictures of one size into one batch, in order.</summary>
    /// <exception cref="RewardLabException">A file cannot be read, or differs in size from the first; the message names it.</exception>
    public static ImageBatch Read(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new ArgumentException("There is no picture to read.", nameof(paths));
        }

        var images = new List<ImageBatch>(paths.Count);
        foreach (var path in paths)
        {
            var image = Read(path);
            if (images.Count > 0 && (image.Height != images[0].Height || image.Width != images[0].Width))
            {
                throw new RewardLabException(
                    $"'{path}' is {image.Width} x {image.Height} pixels, but '{paths[0]}' is {images[0].Width} x {images[0].Height}; pictures of one batch need one size.");
            }

            images.Add(image);
        }

        return ImageBatch.Concat(images);
    }

    /// <summary>Reads one picture from a stream.</summary>
    /// <param name="stream">Read to its end.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="RewardLabException">The stream holds no picture, a part of one, or one that is too large.</exception>
    public static ImageBatch Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var data = SKData.Create(stream);
        using var codec = data is null ? null : SKCodec.Create(data);
        if (codec is null)
        {
            throw new RewardLabException($"'{name}' is not a picture that can be read: it must be PNG, JPEG, WebP, GIF or BMP.");
        }

        var size = codec.Info.Size;
        if ((long)size.Width * size.Height > MostPixels)
        {
            throw new RewardLabException($"'{name}' has {size.Width} x {size.Height} pixels; make it smaller, at most {MostPixels / 1_000_000} million.");
        }

        // No colour space in the target: the codec then leaves the values alone.
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null);
        var rgba = new byte[info.BytesSize];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* pixels = rgba)
            {
                result = codec.GetPixels(info, (nint)pixels);
            }
        }

        if (result != SKCodecResult.Success)
        {
            throw new RewardLabException($"'{name}' is damaged or cut off ({result}); get it again.");
        }

        return Orientation.Apply(codec.EncodedOrigin, OnWhite(rgba), size.Height, size.Width);
    }

    /// <summary>Writes one picture as PNG: RGB, 8 bits, without metadata. The same picture gives the same bytes.</summary>
    public static void WritePng(Stream stream, ImageBatch images, int index)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(images);
        using var bitmap = ToBitmap(images, index);
        WritePng(stream, bitmap);
    }

    internal static void WritePng(Stream stream, SKBitmap bitmap)
    {
        using var pixmap = bitmap.PeekPixels();
        using var data = pixmap.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, zLibLevel: 6))
            ?? throw new InvalidOperationException("The picture could not be encoded.");
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

    private static byte[] OnWhite(byte[] rgba)
    {
        var rgb = new byte[rgba.Length / 4 * Channels];
        for (var pixel = 0; pixel < rgba.Length / 4; pixel++)
        {
            var alpha = rgba[(pixel * 4) + 3];
            for (var channel = 0; channel < Channels; channel++)
            {
                var value = rgba[(pixel * 4) + channel];
                rgb[(pixel * Channels) + channel] = (byte)(((value * alpha) + (byte.MaxValue * (byte.MaxValue - alpha)) + (byte.MaxValue / 2)) / byte.MaxValue);
            }
        }

        return rgb;
    }
}
