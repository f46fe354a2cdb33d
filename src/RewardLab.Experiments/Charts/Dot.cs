using ScottPlot;
using SkiaSharp;

namespace RewardLab.Experiments.Charts;

/// <summary>A filled circle, drawn once: the plotting library's own draws it again for an outline that it does not have, which doubles files and darkens colours that shine through.</summary>
internal sealed class Dot : IMarker
{
    /// <inheritdoc />
    public void Render(SKCanvas canvas, Paint paint, Pixel center, float size, MarkerStyle markerStyle)
    {
        using var ink = new SKPaint { Color = markerStyle.FillColor.ToSKColor(), IsAntialias = true };
        canvas.DrawCircle(center.X, center.Y, size / 2, ink);
    }
}
