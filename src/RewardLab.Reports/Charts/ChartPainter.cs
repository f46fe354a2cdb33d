using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>Lays one chart out and paints it, in units that are pixels of an ordinary screen.</summary>
internal abstract class ChartPainter
{
    protected const float Margin = 16;
    protected const float TitleSize = 16;
    protected const float LabelSize = 14;
    protected const float TickSize = 13;

    /// <summary>Width of the whole image.</summary>
    public abstract int Width { get; }

    /// <summary>Height of the whole image.</summary>
    public abstract int Height { get; }

    /// <summary>The painter of a chart.</summary>
    /// <exception cref="Abstractions.RewardLabException">Its parts do not fit together.</exception>
    public static ChartPainter Create(Chart chart)
    {
        EmbeddedFontResolver.Use();
        switch (chart)
        {
            case HeatMapChart map:
                map.Check();
                return new HeatMapPainter(map);
            case LineChart lines:
                lines.Check();
                return new LinePainter(lines);
            case ScatterChart scatter:
                scatter.Check();
                return new ScatterPainter(scatter);
            case HistogramChart histogram:
                histogram.Check();
                return new HistogramPainter(histogram);
            case StackedBarChart bars:
                bars.Check();
                return new StackedBarPainter(bars);
            default:
                throw new NotSupportedException($"There is no painter of {chart.GetType().Name}.");
        }
    }

    /// <summary>Paints on white paper that already exists.</summary>
    public abstract void Paint(SKCanvas canvas);
}
