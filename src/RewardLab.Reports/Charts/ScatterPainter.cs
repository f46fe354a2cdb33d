using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>Paints points and the quadrants that they fall in.</summary>
internal sealed class ScatterPainter : ChartPainter
{
    private const float PointSize = 6;
    private const double PointOpacity = 0.65;

    private readonly ScatterChart _chart;
    private readonly PlotFrame _frame;
    private readonly string[] _groups;
    private readonly int[] _known;

    public ScatterPainter(ScatterChart chart)
    {
        _chart = chart;
        _groups = [.. chart.Groups.Distinct(StringComparer.Ordinal)];
        _known = [.. Enumerable.Range(0, chart.X.Count).Where(i => double.IsFinite(chart.X[i]) && double.IsFinite(chart.Y[i]))];
        _frame = new PlotFrame(chart, [.. _groups.Select((group, index) => Entry(Titled(group), index))]);
    }

    /// <inheritdoc />
    public override int Width => PlotFrame.Width;

    /// <inheritdoc />
    public override int Height => _frame.Height;

    /// <inheritdoc />
    public override void Paint(SKCanvas canvas)
    {
        using var plot = _frame.NewPlot();
        var x = AxisRange.Create(limits: null, _known.Select(i => _chart.X[i]).Append(_chart.XSplit));
        var y = AxisRange.Create(limits: null, _known.Select(i => _chart.Y[i]).Append(_chart.YSplit));
        plot.Axes.SetLimits(x.Low, x.High, y.Low, y.High);
        PlotFrame.AddThinLine(plot, new Coordinates(_chart.XSplit, y.Low), new Coordinates(_chart.XSplit, y.High));
        PlotFrame.AddThinLine(plot, new Coordinates(x.Low, _chart.YSplit), new Coordinates(x.High, _chart.YSplit));

        // Every n-th point, so that what is drawn is spread as the whole is.
        var shown = Enumerable.Range(0, Math.Min(_known.Length, _chart.MaxPoints))
            .Select(i => _known[(long)i * _known.Length / Math.Min(_known.Length, _chart.MaxPoints)])
            .ToArray();
        foreach (var (index, group) in _groups.Index())
        {
            Coordinates[] points =
            [
                .. shown.Where(i => string.Equals(_chart.Groups[i], group, StringComparison.Ordinal)).Select(i => new Coordinates(_chart.X[i], _chart.Y[i])),
            ];
            if (points.Length > 0)
            {
                var entry = Entry(group, index);
                plot.Add.Markers(points).MarkerStyle = PlotFrame.Mark(entry.Marker, entry.Colour.WithAlpha((byte)(255 * PointOpacity)), PointSize);
            }
        }

        var shares = _chart.Quadrants();
        AddShare(plot, shares.BothHigh, x.High, y.High, Alignment.UpperRight);
        AddShare(plot, shares.OnlyXHigh, x.High, y.Low, Alignment.LowerRight);
        AddShare(plot, shares.OnlyYHigh, x.Low, y.High, Alignment.UpperLeft);
        AddShare(plot, shares.BothLow, x.Low, y.Low, Alignment.LowerLeft);
        _frame.Paint(canvas, plot);
    }

    // A filled mark, then a cross, so that two groups differ in print without colours too.
    private static LegendEntry Entry(string name, int index)
    {
        MarkerShape[] shapes = [MarkerShape.FilledCircle, MarkerShape.Eks, MarkerShape.OpenTriangleUp, MarkerShape.OpenSquare];
        return new(name, ChartInk.Series(index)) { Marker = shapes[index % shapes.Length] };
    }

    private static void AddShare(Plot plot, double share, double x, double y, Alignment corner)
    {
        var text = plot.Add.Text(share.ToString("0%", CultureInfo.InvariantCulture), x, y);
        text.LabelFontSize = LabelSize;
        text.LabelFontColor = PlotFrame.Colour(ChartInk.Text);
        text.LabelBackgroundColor = PlotFrame.Colour(SKColors.White.WithAlpha(0xD0));
        text.LabelPadding = 3;
        text.LabelAlignment = corner;
        text.OffsetX = corner is Alignment.UpperRight or Alignment.LowerRight ? -6 : 6;
        text.OffsetY = corner is Alignment.UpperRight or Alignment.UpperLeft ? 6 : -6;
    }

    private string Titled(string group)
    {
        var count = _known.Count(i => string.Equals(_chart.Groups[i], group, StringComparison.Ordinal));
        return string.Create(CultureInfo.InvariantCulture, $"{group} ({count})");
    }
}
