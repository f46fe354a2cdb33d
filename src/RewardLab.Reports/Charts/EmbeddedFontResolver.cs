using ScottPlot;
using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>Gives the plotting library the font of charts, whatever it asks for.</summary>
internal sealed class EmbeddedFontResolver : IFontResolver
{
    private static readonly Lock Gate = new();
    private static bool _isInUse;

    /// <summary>Makes every plot from now on use it. Costs nothing from the second time on.</summary>
    public static void Use()
    {
        lock (Gate)
        {
            if (!_isInUse)
            {
                Fonts.FontResolvers.Insert(0, new EmbeddedFontResolver());
                Fonts.Default = ChartFont.Family;
                Fonts.DefaultFontStyle = ChartFont.Typeface;
                _isInUse = true;
            }
        }
    }

    /// <inheritdoc />
    public SKTypeface CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => ChartFont.Typeface;

    /// <inheritdoc />
    public SKTypeface CreateTypeface(string fontName, bool bold, bool italic) => ChartFont.Typeface;
}
