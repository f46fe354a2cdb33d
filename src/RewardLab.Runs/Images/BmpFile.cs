using System.Buffers.Binary;

namespace RewardLab.Runs.Images;

/// <summary>Bitmaps of 16 bits a pixel, whose 5 and 6 bits programs widen to 8 in different ways.</summary>
internal static class BmpFile
{
    private const int MasksEnd = 66;
    private const int BitsPerPixel = 28;
    private const int Compression = 30;
    private const int GreenMask = 58;

    /// <summary>Widens as Pillow does, rounding down, what was widened to the nearest or by repeating bits.</summary>
    public static void WidenDown(Span<byte> rgba, ReadOnlySpan<byte> file)
    {
        if (file.Length < MasksEnd || BinaryPrimitives.ReadUInt16LittleEndian(file[BitsPerPixel..]) != 16)
        {
            return;
        }

        const int BitFields = 3;
        var isSixGreen = BinaryPrimitives.ReadInt32LittleEndian(file[Compression..]) == BitFields
            && BinaryPrimitives.ReadUInt32LittleEndian(file[GreenMask..]) == 0x7E0;
        for (var i = 0; i < rgba.Length; i++)
        {
            if (i % 4 < 3)
            {
                var max = i % 4 == 1 && isSixGreen ? 63 : 31;
                rgba[i] = (byte)(((rgba[i] * max) + (byte.MaxValue / 2)) / byte.MaxValue * byte.MaxValue / max);
            }
        }
    }
}
