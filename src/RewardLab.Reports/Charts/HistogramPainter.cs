using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>Paints histograms one over the other, each as a filled outline of its own pattern.</summary>
internal sealed class HistogramPainter : ChartPainter
{
    /// <summary>How much of its colour an area shows.</summary>
    public const double FillOpacity = 0.28;

    private readonly HistogramChart _chart;
    private readonly PlotFrame _frame;
    private readonly double[][] _known;

    public HistogramPainter(HistogramChart chart)
    {
        _chart = chart;
        _known = [.. chart.Groups.Select(group => group.Values.Where(double.IsFinite).ToArray())];
        _frame = new PlotFrame(chart, [.. chart.Groups.Select((group, index) => Entry(group.Name, index) with
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{group.Name} ({_known[index].Length})"),
        })]);
    }

    /// <inheritdoc />
    public override int Width => PlotFrame.Width;

    /// <inheritdoc />
    public override int Height => _frame.Height;

    /// <inheritdoc />
    public override void Paint(SKCanvas canvas)
    {
        using var plot = _frame.NewPlot();
        var range = Range();
        var width = (range.High - range.Low) / _chart.BinCount;
        var highest = 0.0;
        foreach (var (index, values) in _known.Index())
        {
            var shares = Shares(values, range.Low, width);
            highest = Math.Max(highest, shares.Max());
            if (values.Length > 0)
            {
                AddOutline(plot, shares, range.Low, width, Entry("", index));
            }
        }

        var air = (range.High - range.Low) * 0.03;
        plot.Axes.SetLimits(range.Low - air, range.High + air, 0, highest > 0 ? highest * 1.06 : 1);
        if (plot.Axes.Left.TickGenerator is ScottPlot.TickGenerators.NumericAutomatic ticks)
        {
            ticks.LabelFormatter = value => value.ToString("0.#%", CultureInfo.InvariantCulture);
        }

        _frame.Paint(canvas, plot);
    }

    private static LegendEntry Entry(string name, int index) => new(name, ChartInk.Series(index)) { Pattern = LegendEntry.PatternOf(index), HasFill = true };

    private static void AddOutline(Plot plot, double[] shares, double low, double width, LegendEntry entry)
    {
        var points = new List<Coordinates> { new(low, 0) };
        for (var bin = 0; bin < shares.Length; bin++)
        {
            points.Add(new Coordinates(low + (bin * width), shares[bin]));
            points.Add(new Coordinates(low + ((bin + 1) * width), shares[bin]));
        }

        points.Add(new Coordinates(low + (shares.Length * width), 0));
        var outline = plot.Add.Polygon([.. points]);
        outline.FillColor = PlotFrame.Colour(entry.Colour).WithAlpha(FillOpacity);
        outline.LineColor = PlotFrame.Colour(entry.Colour);
        outline.LineWidth = 2;
        outline.LinePattern = entry.Pattern!.Value;
    }

    private AxisRange Range()
    {
        var all = _known.SelectMany(values => values).ToArray();
        return all.Length > 0 && all.Max() - all.Min() is > 0 and < double.MaxValue && (all.Max() - all.Min()) / _chart.BinCount > Math.Abs(all.Max()) * 1e-12
            ? new AxisRange(all.Min(), all.Max())
            : AxisRange.Create(limits: null, all);
    }

    private double[] Shares(double[] values, double low, double width)
    {
        var shares = new double[_chart.BinCount];
        foreach (var value in values)
        {
            shares[Math.Clamp((int)((value - low) / width), 0, shares.Length - 1)] += 1.0 / values.Length;
        }

        return shares;
    }
}
