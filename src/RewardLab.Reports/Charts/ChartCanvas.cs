using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>Words and marks about a plot, where the plotting library's own would not fit: wrapped titles, legends of several columns.</summary>
internal static class ChartCanvas
{
    /// <summary>Height of a line of a size.</summary>
    public static float LineHeight(float size) => MathF.Round(size * 1.35f);

    /// <summary>Draws one line: its left end, middle or right end at x, its letters standing on y.</summary>
    public static void Text(SKCanvas canvas, string text, float x, float y, float size, SKColor colour, SKTextAlign align = SKTextAlign.Left, float degrees = 0)
    {
        if (text.Length == 0)
        {
            return;
        }

        using var font = ChartFont.Create(size);
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.Save();
        canvas.Translate(x, y);
        canvas.RotateDegrees(degrees);
        canvas.DrawText(text, 0, 0, align, font, paint);
        canvas.Restore();
    }

    /// <summary>Draws lines below each other, the first one's top at y.</summary>
    public static void Lines(SKCanvas canvas, IReadOnlyList<string> lines, float x, float top, float size, SKColor colour)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            Text(canvas, lines[i], x, top + (i * LineHeight(size)) + size, size, colour);
        }
    }
}
