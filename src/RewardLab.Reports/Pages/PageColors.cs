using RewardLab.Reports.Charts;
using SkiaSharp;

namespace RewardLab.Reports.Pages;

/// <summary>Colours of cells, as rules of a page's style: a page that allows no style but its own has no place for them in the cells.</summary>
public sealed class PageColors
{
    private readonly SortedSet<string> _rules = new(StringComparer.Ordinal);

    /// <summary>The rules of every colour that was asked for, a line each.</summary>
    public string Css => string.Concat(_rules);

    /// <summary>The class of cells of a colour, with letters in black or white, whichever is easier to read.</summary>
    public string ClassOf(byte red, byte green, byte blue)
    {
        var name = $"c-{red:x2}{green:x2}{blue:x2}";
        var ink = ChartInk.ReadableOn(new SKColor(red, green, blue));
        _rules.Add($".{name} {{ background: #{red:x2}{green:x2}{blue:x2}; color: #{ink.Red:x2}{ink.Green:x2}{ink.Blue:x2}; }}\n");
        return name;
    }
}
