using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace RewardLab.Runs.Images;

/// <summary>What Skia does not tell of a PNG: its orientation, and the low bytes of 16-bit greys.</summary>
internal static class PngFile
{
    private const int SignatureLength = 8;
    private const int HeaderEnd = 33; // signature and IHDR
    private const int BitDepth = 24;
    private const int ColorType = 25;
    private const int MaxTextBytes = 1 << 20;
    private const string RawProfile = "Raw profile type exif";

    /// <summary>Whether it is grey, without alpha, and of 16 bits. Pillow makes RGB of those by cutting at 255, where everybody else divides.</summary>
    public static bool IsDeepGrey(ReadOnlySpan<byte> file) => file.Length > HeaderEnd && file[BitDepth] == 16 && file[ColorType] == 0;

    /// <summary>The same file as grey and alpha of 8 bits: Skia drops the low bytes of 16-bit greys, and so gives them as alpha. Rows and their filters are the
    /// same for both.</summary>
    public static byte[] AsGreyAndAlpha(byte[] file)
    {
        var copy = file.ToArray();
        copy[BitDepth] = 8;
        copy[ColorType] = 4;
        BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(HeaderEnd - 4), Crc32(copy.AsSpan(SignatureLength + 4, HeaderEnd - SignatureLength - 8)));
        return copy;
    }

    /// <summary>Opaque RGBA of high bytes with the low ones as alpha, in place: values above 255 are cut, as Pillow's conversion from mode I does.</summary>
    public static void CutGrey(Span<byte> rgba)
    {
        for (var start = 0; start < rgba.Length; start += 4)
        {
            rgba.Slice(start, 3).Fill(rgba[start] > 0 ? byte.MaxValue : rgba[start + 3]);
            rgba[start + 3] = byte.MaxValue;
        }
    }

    /// <summary>The orientation by its chunk eXIf, wherever it stands, or else by ImageMagick's "Raw profile type exif" in a text chunk.</summary>
    public static SKEncodedOrigin Origin(byte[] file)
    {
        SKEncodedOrigin? ofText = null;
        foreach (var (kind, start, length) in Chunks(file))
        {
            var data = file.AsSpan(start, length);
            if (kind == "eXIf")
            {
                return Orientation.OfExif(data);
            }

            if (kind is "tEXt" or "zTXt" or "iTXt" && ofText is null && ProfileOf(kind, data) is { } profile)
            {
                ofText = Orientation.OfExif(profile);
            }
        }

        return ofText ?? SKEncodedOrigin.TopLeft;
    }

    private static IEnumerable<(string Kind, int Start, int Length)> Chunks(byte[] file)
    {
        for (long start = SignatureLength; start + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)start));
            if (start + 12 + length > file.Length)
            {
                yield break;
            }

            yield return (Encoding.Latin1.GetString(file, (int)start + 4, 4), (int)start + 8, (int)length);
            start += 12 + length;
        }
    }

    // "exif", the length and hexadecimal digits, in lines; the first line is empty.
    private static byte[]? ProfileOf(string kind, ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)0);
        if (end < 0 || Encoding.Latin1.GetString(data[..end]) != RawProfile || TextOf(kind, data[(end + 1)..]) is not { } text)
        {
            return null;
        }

        var digits = string.Concat(text.Split('\n').Skip(3)).Trim();
        return digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
    }

    private static string? TextOf(string kind, ReadOnlySpan<byte> rest)
    {
        if (kind == "tEXt")
        {
            return Encoding.Latin1.GetString(rest);
        }

        var isPacked = true;
        if (kind == "iTXt")
        {
            // A flag, the method, a language and a translated keyword that both end in 0.
            isPacked = rest is [1, ..];
            rest = rest.Length > 2 ? rest[2..] : default;
            rest = rest[(rest.IndexOf((byte)0) + 1)..];
            rest = rest[(rest.IndexOf((byte)0) + 1)..];
        }
        else
        {
            rest = rest.Length > 0 ? rest[1..] : default;
        }

        return isPacked ? Unpacked(rest) : Encoding.UTF8.GetString(rest);
    }

    private static string? Unpacked(ReadOnlySpan<byte> packed)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            var text = new byte[MaxTextBytes];
            return Encoding.Latin1.GetString(text, 0, stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // Polynomial of the PNG specification, annex D.
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
