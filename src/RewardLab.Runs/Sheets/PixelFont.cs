using System.Collections.Frozen;
using RewardLab.Abstractions;
using SkiaSharp;

namespace RewardLab.Runs.Sheets;

/// <summary>Proportional letters of 7 pixels and 2 below the line, drawn in PixelFont.txt: printable ASCII.</summary>
/// <remarks>A bare system has no fonts, and with this one a sheet looks the same on all of them.</remarks>
internal static class PixelFont
{
    /// <summary>Pixels from the top of a capital to the end of a descender.</summary>
    public const int Height = 9;

    private const int CellWidth = 6;
    private const int GlyphsPerBand = 16;
    private const int Spacing = 1;

    // A box, for whatever is not there.
    private static readonly string[] Missing = ["#####", "#...#", "#...#", "#...#", "#...#", "#...#", "#####", ".....", "....."];

    private static readonly FrozenDictionary<char, string[]> Glyphs = Read().ToFrozenDictionary();

    /// <summary>Width of a text in pixels.</summary>
    public static int Measure(string text, int scale) =>
        text.Length == 0 ? 0 : (text.Sum(character => Glyph(character)[0].Length + Spacing) - Spacing) * scale;

    /// <summary>Draws one line with its top left corner at a point.</summary>
    public static void Draw(SKCanvas canvas, string text, int left, int top, int scale, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = false };
        foreach (var glyph in text.Select(Glyph))
        {
            for (var row = 0; row < glyph.Length; row++)
            {
                for (var column = 0; column < glyph[row].Length; column++)
                {
                    if (glyph[row][column] == '#')
                    {
                        canvas.DrawRect(left + (column * scale), top + (row * scale), scale, scale, paint);
                    }
                }
            }

            left += (glyph[0].Length + Spacing) * scale;
        }
    }

    /// <summary>Breaks a text into lines between words; a word that is too long stands alone,
    /// and what is over <paramref name="maxLines"/> is cut with dots.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width, int scale, int maxLines)
    {
        var lines = WordWrap.Lines(text, line => Measure(line, scale) <= width);
        if (lines.Count > maxLines)
        {
            lines.RemoveRange(maxLines, lines.Count - maxLines);
            lines[^1] += "...";
        }

        return [.. lines.Select(line => Fit(line, width, scale))];
    }

    /// <summary>Cuts a line that is too long, with dots.</summary>
    public static string Fit(string line, int width, int scale)
    {
        if (Measure(line, scale) <= width)
        {
            return line;
        }

        var length = line.Length;
        while (length > 0 && Measure($"{line[..length]}...", scale) > width)
        {
            length--;
        }

        return $"{line[..length]}...";
    }

    private static string[] Glyph(char character) => Glyphs.GetValueOrDefault(character, Missing);

    private static IEnumerable<KeyValuePair<char, string[]>> Read()
    {
        using var stream = typeof(PixelFont).Assembly.GetManifestResourceStream("PixelFont.txt")!;
        using var reader = TextFile.Open(stream, "PixelFont.txt");
        var lines = reader.ReadToEnd().Split('\n');
        for (var character = ' '; character <= '~'; character++)
        {
            var index = character - ' ';
            var band = index / GlyphsPerBand * (Height + 1);
            var start = index % GlyphsPerBand * CellWidth;
            yield return new(character, [.. lines[band..(band + Height)].Select(line => line[start..Math.Min(line.Length, start + CellWidth - 1)].TrimEnd())]);
        }
    }
}
