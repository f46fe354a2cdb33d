using System.Globalization;
using System.Text;
using RewardLab.Runs.Sheets;
using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>The letters of charts: DejaVu Sans, carried along, since a bare system has no fonts and others have others.</summary>
internal static class ChartFont
{
    /// <summary>The name that the font goes by.</summary>
    public const string Family = "DejaVu Sans";

    // Stands for what the font has no letter of; SVG could not even name those.
    private const string Missing = "\u25A1";

    /// <summary>The font. Shared, never disposed.</summary>
    public static SKTypeface Typeface { get; } = Load();

    /// <summary>Width of a line in units of the chart.</summary>
    public static float Measure(string text, float size)
    {
        using var font = Create(size);
        return font.MeasureText(text);
    }

    /// <summary>The font in a size, without hints, so that a text keeps its width at every scale.</summary>
    public static SKFont Create(float size) => new(Typeface, size) { Hinting = SKFontHinting.None, Subpixel = true, Edging = SKFontEdging.Antialias };

    /// <summary>A text on one line, of letters that the font has.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                clean.Append(' ');
            }
            else if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format)
            {
                continue;
            }
            else
            {
                clean.Append(Typeface.ContainsGlyph(rune.Value) ? rune.ToString() : Missing);
            }
        }

        return clean.ToString().Trim();
    }

    /// <summary>A text on one line, cut with dots where it is too long.</summary>
    public static string Fit(string text, float size, float width)
    {
        var clean = Clean(text);
        if (Measure(clean, size) <= width)
        {
            return clean;
        }

        var letters = new StringInfo(clean);
        var length = letters.LengthInTextElements;
        while (length > 0 && Measure(letters.SubstringByTextElements(0, length) + "\u2026", size) > width)
        {
            length--;
        }

        return (length == 0 ? "" : letters.SubstringByTextElements(0, length).TrimEnd()) + "\u2026";
    }

    /// <summary>Breaks a text into lines between words; what is over <paramref name="maxLines"/> is cut with dots.</summary>
    public static IReadOnlyList<string> Wrap(string text, float size, float width, int maxLines)
    {
        var lines = WordWrap.Lines(Clean(text), line => Measure(line, size) <= width);
        return lines.Count <= maxLines
            ? [.. lines.Select(line => Fit(line, size, width))]
            : [.. lines.Take(maxLines - 1).Append(string.Join(' ', lines.Skip(maxLines - 1))).Select(line => Fit(line, size, width))];
    }

    private static SKTypeface Load()
    {
        using var stream = typeof(ChartFont).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data);
    }
}
