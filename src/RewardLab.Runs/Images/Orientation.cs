using System.Buffers.Binary;
using RewardLab.Abstractions;
using SkiaSharp;

namespace RewardLab.Runs.Images;

/// <summary>The eight orientations of EXIF (tag 274).</summary>
internal static class Orientation
{
    private const int Tag = 274;
    private const int EntryLength = 12;

    /// <summary>The orientation that EXIF data asks for; none where they are damaged or ask for one that does not exist.</summary>
    /// <param name="exif">The data, in TIFF's layout, with "Exif" and two zeros before them or without.</param>
    public static SKEncodedOrigin OfExif(ReadOnlySpan<byte> exif)
    {
        exif = exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;
        var isBig = exif.StartsWith("MM"u8);
        if (exif.Length < 8 || (!isBig && !exif.StartsWith("II"u8)) || Int32(exif[4..], isBig) is not (>= 8 and var start) || start > exif.Length - 2)
        {
            return SKEncodedOrigin.TopLeft;
        }

        var count = Int16(exif[start..], isBig);
        for (var entry = start + 2; count > 0 && entry <= exif.Length - EntryLength; count--, entry += EntryLength)
        {
            if (Int16(exif[entry..], isBig) == Tag)
            {
                const int Long = 4;
                var value = Int16(exif[(entry + 2)..], isBig) == Long ? Int32(exif[(entry + 8)..], isBig) : Int16(exif[(entry + 8)..], isBig);
                return From(value);
            }
        }

        return SKEncodedOrigin.TopLeft;
    }

    /// <summary>The orientation of a number, 1 to 8; none where it is another.</summary>
    public static SKEncodedOrigin From(int value) => value is >= 1 and <= 8 ? (SKEncodedOrigin)value : SKEncodedOrigin.TopLeft;

    /// <summary>Turns stored pixels, [height, width, 3], the way up that the file asks for.</summary>
    public static ImageBatch Apply(SKEncodedOrigin origin, byte[] rgb, int height, int width)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
        {
            return new ImageBatch(rgb, 1, height, width);
        }

        var isTransposed = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (newHeight, newWidth) = isTransposed ? (width, height) : (height, width);
        var turned = new byte[rgb.Length];
        for (var y = 0; y < newHeight; y++)
        {
            for (var x = 0; x < newWidth; x++)
            {
                // The name says where the stored first row and first column belong: RightTop has its first row on the right, its first column on top.
                var (row, column) = origin switch
                {
                    SKEncodedOrigin.TopRight => (y, width - 1 - x),
                    SKEncodedOrigin.BottomRight => (height - 1 - y, width - 1 - x),
                    SKEncodedOrigin.BottomLeft => (height - 1 - y, x),
                    SKEncodedOrigin.LeftTop => (x, y),
                    SKEncodedOrigin.RightTop => (height - 1 - x, y),
                    SKEncodedOrigin.RightBottom => (height - 1 - x, width - 1 - y),
                    _ => (x, width - 1 - y),
                };
                rgb.AsSpan(((row * width) + column) * 3, 3).CopyTo(turned.AsSpan(((y * newWidth) + x) * 3));
            }
        }

        return new ImageBatch(turned, 1, newHeight, newWidth);
    }

    private static int Int16(ReadOnlySpan<byte> bytes, bool isBig) =>
        isBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static int Int32(ReadOnlySpan<byte> bytes, bool isBig) =>
        isBig ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes);
}
