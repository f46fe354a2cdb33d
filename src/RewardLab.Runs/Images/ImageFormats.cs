using System.Buffers.Binary;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Images;

/// <summary>Image formats by their first bytes: a name says little, for photographs from a telephone are often called .jpg and are HEIC.</summary>
internal static class ImageFormats
{
    /// <summary>As many first bytes as tell.</summary>
    public const int HeaderLength = 64;

    /// <summary>What is read, for messages.</summary>
    public const string Readable = "PNG, JPEG, WebP, GIF, BMP or TIFF";

    // Sizes of a bitmap's second header: two letters alone would take many a text for one.
    private static readonly int[] BitmapHeaders = [12, 40, 52, 56, 64, 108, 124];

    /// <summary>What a file is.</summary>
    /// <param name="header">Its first bytes, up to <see cref="HeaderLength"/>.</param>
    public static ImageFormat Detect(ReadOnlySpan<byte> header) => header switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ImageFormat.Png,
        [0xFF, 0xD8, 0xFF, ..] => ImageFormat.Jpeg,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ImageFormat.Webp,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => ImageFormat.Gif,
        [(byte)'B', (byte)'M', ..] when header.Length >= 18 && BitmapHeaders.Contains(BinaryPrimitives.ReadInt32LittleEndian(header[14..])) => ImageFormat.Bmp,
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => ImageFormat.Tiff,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => OfBrands(header),
        [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => ImageFormat.Jpeg2000,
        [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] or [0xFF, 0x0A, ..] => ImageFormat.JpegXl,
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', 0, ..] => ImageFormat.Photoshop,
        [0x76, 0x2F, 0x31, 0x01, ..] => ImageFormat.OpenExr,
        [(byte)'q', (byte)'o', (byte)'i', (byte)'f', ..] => ImageFormat.Qoi,
        _ => ImageFormat.None,
    };

    /// <summary>What a file is; <see cref="ImageFormat.None"/> where it cannot be read.</summary>
    public static ImageFormat OfFile(string path)
    {
        try
        {
            if (!File.Exists(path) || RegularFile.IsEmptyOrPipe(path))
            {
                return ImageFormat.None;
            }

            using var file = File.OpenHandle(path);
            Span<byte> header = stackalloc byte[HeaderLength];
            return Detect(header[..RandomAccess.Read(file, header, 0)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ImageFormat.None;
        }
    }

    /// <summary>Whether images of a format are read.</summary>
    public static bool IsReadable(ImageFormat format) =>
        format is ImageFormat.Png or ImageFormat.Jpeg or ImageFormat.Webp or ImageFormat.Gif or ImageFormat.Bmp or ImageFormat.Tiff;

    /// <summary>A format's name.</summary>
    public static string NameOf(ImageFormat format) => format switch
    {
        ImageFormat.Heic => "HEIC",
        ImageFormat.Avif => "AVIF",
        ImageFormat.Jpeg2000 => "JPEG 2000",
        ImageFormat.JpegXl => "JPEG XL",
        ImageFormat.Photoshop => "Photoshop",
        ImageFormat.OpenExr => "OpenEXR",
        ImageFormat.Qoi => "QOI",
        _ => format.ToString(),
    };

    // A file of the ISO base media format says in its first box what may read it: the major brand, a version, and further brands, four letters each.
    private static ImageFormat OfBrands(ReadOnlySpan<byte> header)
    {
        var end = Math.Min(header.Length, (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(header), HeaderLength));
        var found = ImageFormat.None;
        for (var start = 8; start + 4 <= end; start += 4)
        {
            var brand = header.Slice(start, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
            {
                return ImageFormat.Avif;
            }

            if (brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8))
            {
                found = ImageFormat.Heic;
            }
        }

        return found;
    }
}
