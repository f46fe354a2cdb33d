namespace RewardLab.Runs.Images;

/// <summary>What Skia does not tell of a GIF: the colour behind what is transparent in its first image.</summary>
internal static class GifFile
{
    private const int ScreenEnd = 13; // signature and logical screen
    private const byte Extension = 0x21;
    private const byte GraphicControl = 0xF9;
    private const byte ImageStart = 0x2C;

    /// <summary>Gives transparent pixels their colour in the palette, and places that the first image does not cover the palette's colour for transparency, or
    /// its first where it has none: what Pillow has there.</summary>
    public static void FillTransparent(Span<byte> rgba, ReadOnlySpan<byte> file)
    {
        if (TransparentColor(file) is not { } color)
        {
            return;
        }

        for (var start = 0; start < rgba.Length; start += 4)
        {
            if (rgba[start + 3] == 0)
            {
                rgba[start] = color.Red;
                rgba[start + 1] = color.Green;
                rgba[start + 2] = color.Blue;
            }
        }
    }

    private static (byte Red, byte Green, byte Blue)? TransparentColor(ReadOnlySpan<byte> file)
    {
        if (file.Length < ScreenEnd)
        {
            return null;
        }

        var palette = Palette(file, file[10], ScreenEnd);
        var place = ScreenEnd + LengthOf(file[10]);
        var index = 0;
        while (place + 10 < file.Length && file[place] == Extension)
        {
            if (file[place + 1] == GraphicControl && file[place + 2] == 4)
            {
                index = (file[place + 3] & 1) == 1 ? file[place + 6] : 0;
            }

            for (place += 2; place < file.Length && file[place] != 0; place += file[place] + 1)
            {
                // The extension's blocks, each with its length before it.
            }

            place++;
        }

        if (place + 10 <= file.Length && file[place] == ImageStart && (file[place + 9] & 0x80) != 0)
        {
            palette = Palette(file, file[place + 9], place + 10);
        }

        return (index * 3) + 3 <= palette.Length ? (palette[index * 3], palette[(index * 3) + 1], palette[(index * 3) + 2]) : null;
    }

    private static ReadOnlySpan<byte> Palette(ReadOnlySpan<byte> file, byte flags, int start) =>
        file.Slice(Math.Min(start, file.Length), Math.Clamp(file.Length - start, 0, LengthOf(flags)));

    private static int LengthOf(byte flags) => (flags & 0x80) != 0 ? 3 * (2 << (flags & 7)) : 0;
}
