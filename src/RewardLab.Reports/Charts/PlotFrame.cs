using ScottPlot;
using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>A plot with axes, a title above it and a legend below, in columns where its names are short.</summary>
internal sealed class PlotFrame
{
    private const int PlotHeight = 400;
    private const float Margin = 16;
    private const float TitleSize = 16;
    private const float LegendSize = 13;
    private const float SwatchWidth = 34;
    private const float LegendLine = 22;

    // The plotting library keeps room for a title of its own, and none beside the words of the vertical axis.
    private const float TopAir = 14;
    private const float PlotLeft = 10;

    private readonly Chart _chart;
    private readonly IReadOnlyList<LegendEntry> _legend;
    private readonly IReadOnlyList<string> _title;
    private readonly float _titleHeight;
    private readonly int _legendColumns;

    public PlotFrame(Chart chart, IReadOnlyList<LegendEntry> legend)
    {
        _chart = chart;
        _legend = legend;
        _title = ChartFont.Wrap(chart.Title, TitleSize, Width - (2 * Margin), 3);
        _titleHeight = (_title.Count * ChartCanvas.LineHeight(TitleSize)) + (_title.Count > 0 ? 10 : 0);
        var widest = legend.Select(entry => ChartFont.Measure(ChartFont.Clean(entry.Name), LegendSize)).DefaultIfEmpty(0).Max();
        _legendColumns = Math.Clamp((int)((Width - (2 * Margin)) / (widest + SwatchWidth + 24)), 1, 3);
        Height = (int)(Margin + _titleHeight + PlotHeight + (LegendRows * LegendLine) + Margin);
    }

    /// <summary>Width of the image.</summary>
    public static int Width => 560;

    /// <summary>Height of the image.</summary>
    public int Height { get; }

    private int LegendRows => (_legend.Count + _legendColumns - 1) / _legendColumns;

    /// <summary>The plotting library's name for a colour.</summary>
    public static Color Colour(SKColor colour) => new(colour.Red, colour.Green, colour.Blue, colour.Alpha);

    /// <summary>A mark in a colour.</summary>
    public static MarkerStyle Mark(MarkerShape shape, SKColor colour, float size = 7) => new(shape, size, Colour(colour))
    {
        LineColor = Colour(colour),
        LineWidth = 1.5f,
    };

    /// <summary>A thin dashed line, for comparison.</summary>
    public static void AddThinLine(Plot plot, Coordinates from, Coordinates to)
    {
        var line = plot.Add.Line(from, to);
        line.LineColor = Colour(ChartInk.Axis);
        line.LineWidth = 1;
        line.LinePattern = LinePattern.DenselyDashed;
        plot.PlottableList.Add(new SolidInk());
    }

    /// <summary>An empty plot in the style of all charts.</summary>
    public Plot NewPlot()
    {
        var plot = new Plot();
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.Grid.MajorLineColor = Colour(ChartInk.Grid);
        plot.HideLegend();
        foreach (var axis in plot.Axes.GetAxes())
        {
            axis.TickLabelStyle.FontSize = LegendSize;
            axis.TickLabelStyle.ForeColor = Colour(ChartInk.Text);
            axis.MajorTickStyle.Color = Colour(ChartInk.Axis);
            axis.MinorTickStyle.Length = 0;
            axis.FrameLineStyle.Color = Colour(ChartInk.Axis);
        }

        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        Label(plot.Axes.Bottom, _chart.XLabel, Width - 120);
        Label(plot.Axes.Left, _chart.YLabel, PlotHeight - 60);
        return plot;
    }

    /// <summary>Paints everything.</summary>
    public void Paint(SKCanvas canvas, Plot plot)
    {
        var top = Margin + _titleHeight;
        var place = new PixelRect(PlotLeft, Width, top + PlotHeight, top - TopAir);

        // The first time round the plotting library draws everything twice, to find the room that its labels need.
        using var nowhere = new SKNoDrawCanvas(Width, Height);
        plot.Render(nowhere, place);
        plot.Render(canvas, place);

        // The plot lays its own paper over what was there.
        ChartCanvas.Lines(canvas, _title, Margin, Margin, TitleSize, ChartInk.Text);
        for (var i = 0; i < _legend.Count; i++)
        {
            var left = Margin + (i % _legendColumns * (Width - (2 * Margin)) / _legendColumns);
            PaintEntry(canvas, _legend[i], left, top + PlotHeight + ((i / _legendColumns) * LegendLine) + (LegendLine / 2));
        }
    }

    private static void Label(IAxis axis, string text, float width)
    {
        axis.Label.Text = ChartFont.Fit(text, 14, width);
        axis.Label.FontSize = 14;
        axis.Label.Bold = false;
        axis.Label.ForeColor = Colour(ChartInk.Faint);
    }

    private void PaintEntry(SKCanvas canvas, LegendEntry entry, float left, float middle)
    {
        using var paint = ScottPlot.Paint.NewDisposablePaint();
        var colour = Colour(entry.Colour);
        if (entry.HasFill)
        {
            Drawing.FillRectangle(
                canvas,
                new PixelRect(left, left + SwatchWidth - 8, middle + 6, middle - 6),
                paint,
                new FillStyle { Color = colour.WithAlpha(HistogramPainter.FillOpacity) });
        }

        if (entry.Pattern is { } pattern)
        {
            using var line = ScottPlot.Paint.NewDisposablePaint();
            Drawing.DrawLine(
                canvas, line, new PixelLine(left, middle, left + SwatchWidth - 8, middle), new LineStyle { Color = colour, Width = 2, Pattern = pattern });
        }

        Drawing.DrawMarker(canvas, paint, new Pixel(left + ((SwatchWidth - 8) / 2), middle), Mark(entry.Marker, entry.Colour));
        var width = ((Width - (2 * Margin)) / _legendColumns) - SwatchWidth - 8;
        ChartCanvas.Text(canvas, ChartFont.Fit(entry.Name, LegendSize, width), left + SwatchWidth, middle + 4.5f, LegendSize, ChartInk.Text);
    }
}
