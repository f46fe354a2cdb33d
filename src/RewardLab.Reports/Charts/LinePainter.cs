using ScottPlot;
using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>Paints a chart of lines.</summary>
internal sealed class LinePainter : ChartPainter
{
    private const int MarksAlongALine = 6;
    private const double BandOpacity = 0.16;

    private readonly LineChart _chart;
    private readonly PlotFrame _frame;

    public LinePainter(LineChart chart)
    {
        _chart = chart;
        _frame = new PlotFrame(chart, [.. chart.Series.Select((series, index) => Entry(series, StyleOf(index)))]);
    }

    /// <inheritdoc />
    public override int Width => PlotFrame.Width;

    /// <inheritdoc />
    public override int Height => _frame.Height;

    /// <inheritdoc />
    public override void Paint(SKCanvas canvas)
    {
        using var plot = _frame.NewPlot();
        var x = AxisRange.Create(_chart.XLimits, _chart.Series.SelectMany(series => series.X));
        var y = AxisRange.Create(
            _chart.YLimits,
            _chart.Series.SelectMany(series => series.Y.Concat(series.Lower ?? []).Concat(series.Upper ?? [])).Append(_chart.Reference ?? double.NaN));
        plot.Axes.SetLimits(x.Low, x.High, y.Low, y.High);
        if (_chart.HasDiagonal)
        {
            var (from, to) = (Math.Max(x.Low, y.Low), Math.Min(x.High, y.High));
            PlotFrame.AddThinLine(plot, new Coordinates(from, from), new Coordinates(to, to));
        }

        if (_chart.Reference is { } height)
        {
            PlotFrame.AddThinLine(plot, new Coordinates(x.Low, height), new Coordinates(x.High, height));
        }

        foreach (var (index, series) in _chart.Series.Index())
        {
            AddBand(plot, series, ChartInk.Series(StyleOf(index)));
        }

        foreach (var (index, series) in _chart.Series.Index())
        {
            AddLine(plot, series, Entry(series, StyleOf(index)), index);
        }

        _frame.Paint(canvas, plot);
    }

    private static LegendEntry Entry(LineSeries series, int style) =>
        new(series.Name, ChartInk.Series(style)) { Pattern = LegendEntry.PatternOf(style), Marker = LegendEntry.MarkerOf(style) };

    private int StyleOf(int index) => _chart.Styles is { } styles ? styles[index] : index;

    private static void AddBand(Plot plot, LineSeries series, SKColor colour)
    {
        if (series.Lower is not { } lower || series.Upper is not { } upper)
        {
            return;
        }

        foreach (var run in Runs(i => double.IsFinite(series.X[i]) && double.IsFinite(lower[i]) && double.IsFinite(upper[i]), series.X.Count)
            .Where(run => run.Length > 1))
        {
            var band = plot.Add.Polygon([
                .. run.Select(i => new Coordinates(series.X[i], lower[i])),
                .. run.Reverse().Select(i => new Coordinates(series.X[i], upper[i]))]);
            band.FillColor = PlotFrame.Colour(colour).WithAlpha(BandOpacity);
            band.LineWidth = 0;
        }
    }

    private static void AddLine(Plot plot, LineSeries series, LegendEntry entry, int index)
    {
        var known = new List<int>();
        foreach (var run in Runs(i => double.IsFinite(series.X[i]) && double.IsFinite(series.Y[i]), series.X.Count))
        {
            known.AddRange(run);
            var line = plot.Add.ScatterLine(Points(run));
            line.LineColor = PlotFrame.Colour(entry.Colour);
            line.LineWidth = 2;
            line.LinePattern = entry.Pattern!.Value;
        }

        plot.PlottableList.Add(new SolidInk());
        var marked = series.HasMarkers || known.Count <= MarksAlongALine ? [.. known] : Spread(known, index);
        if (marked.Length > 0)
        {
            plot.Add.Markers(Points(marked)).MarkerStyle = PlotFrame.Mark(entry.Marker, entry.Colour);
        }

        Coordinates[] Points(int[] indices) => [.. indices.Select(i => new Coordinates(series.X[i], series.Y[i]))];
    }

    // Lines that run together would hide each other's marks, were they all in the same places.
    private static int[] Spread(List<int> known, int index)
    {
        var offset = index * 0.37 % 1;
        return [.. Enumerable.Range(0, MarksAlongALine).Select(mark => known[(int)((mark + offset) * known.Count / MarksAlongALine)])];
    }

    private static IEnumerable<int[]> Runs(Func<int, bool> isKnown, int count)
    {
        for (var start = 0; start < count;)
        {
            var end = start;
            while (end < count && isKnown(end))
            {
                end++;
            }

            if (end > start)
            {
                yield return [.. Enumerable.Range(start, end - start)];
            }

            start = end + 1;
        }
    }
}
