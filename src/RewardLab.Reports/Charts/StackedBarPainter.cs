using System.Globalization;
using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>Paints stacked bars: words left of each, the share in each segment that has room for it, the total at the end,
/// and the segments' names below.</summary>
internal sealed class StackedBarPainter : ChartPainter
{
    private const int BarsWidth = 360;
    private const float BarHeight = 26;
    private const float BarPitch = 42;
    private const float MinLabelWidth = 60;
    private const float MaxLabelWidth = 210;
    private const float FigureSize = 12;
    private const float FigureAir = 6;
    private const float AxisHeight = 30;
    private const float LegendLine = 24;
    private const float PatchSize = 13;
    private const int Quarters = 4;

    // Dark, light and in between, so that they differ in grey as well, and no two are mixed up by the colour-blind.
    private static readonly SKColor First = new(0x00, 0x45, 0x7C);
    private static readonly SKColor Middle = new(0xDC, 0xDF, 0xE3);
    private static readonly SKColor Last = new(0xD5, 0x5E, 0x00);

    private readonly StackedBarChart _chart;
    private readonly IReadOnlyList<string>[] _labels;
    private readonly string[] _totals;
    private readonly IReadOnlyList<string> _title;
    private readonly (string Name, SKPoint Place)[] _legend;
    private readonly float _left;
    private readonly float _top;
    private readonly float _bottom;

    public StackedBarPainter(StackedBarChart chart)
    {
        _chart = chart;
        _labels = [.. chart.Rows.Select(row => ChartFont.Wrap(row.Label, TickSize, MaxLabelWidth, 2))];
        _totals = [.. chart.Rows.Select(row => $"n = {StackedBarChart.Number(row.Values.Sum())}")];
        var widestLabel = _labels.SelectMany(lines => lines).Select(line => ChartFont.Measure(line, TickSize)).DefaultIfEmpty(0).Max();
        _left = Margin + MathF.Ceiling(MathF.Max(widestLabel, MinLabelWidth)) + 10 + (chart.YLabel.Length > 0 ? 24 : 0);
        Width = (int)MathF.Ceiling(_left + BarsWidth + 10 + _totals.Max(total => ChartFont.Measure(total, TickSize)) + Margin);
        _title = ChartFont.Wrap(chart.Title, TitleSize, Width - (2 * Margin), 3);
        _top = Margin + (_title.Count * ChartCanvas.LineHeight(TitleSize)) + (_title.Count > 0 ? 8 : 0);
        _bottom = _top + (chart.Rows.Count * BarPitch);
        _legend = Legend(_bottom + AxisHeight + (chart.XLabel.Length > 0 ? 24 : 0));
        Height = (int)MathF.Ceiling(_legend[^1].Place.Y + LegendLine + Margin);
    }

    /// <inheritdoc />
    public override int Width { get; }

    /// <inheritdoc />
    public override int Height { get; }

    /// <summary>Where a bar lies.</summary>
    public SKRect Bar(int row) => SKRect.Create(_left, _top + (row * BarPitch) + ((BarPitch - BarHeight) / 2), BarsWidth, BarHeight);

    /// <summary>The colour of a segment.</summary>
    public static SKColor Colour(int segment, int segments) => segments switch
    {
        2 or 3 when segment == 0 => First,
        3 when segment == 1 => Middle,
        2 or 3 => Last,
        _ => ChartInk.Series(segment),
    };

    /// <inheritdoc />
    public override void Paint(SKCanvas canvas)
    {
        ChartCanvas.Lines(canvas, _title, Margin, Margin, TitleSize, ChartInk.Text);
        PaintAxis(canvas);
        foreach (var (row, lines) in _labels.Index())
        {
            var bar = Bar(row);
            PaintBar(canvas, bar, _chart.Rows[row].Values);
            var line = ChartCanvas.LineHeight(TickSize);
            for (var i = 0; i < lines.Count; i++)
            {
                ChartCanvas.Text(
                    canvas, lines[i], _left - 10, bar.MidY + 4.5f + ((i - ((lines.Count - 1) / 2f)) * line), TickSize, ChartInk.Text, SKTextAlign.Right);
            }

            ChartCanvas.Text(canvas, _totals[row], bar.Right + 10, bar.MidY + 4.5f, TickSize, ChartInk.Faint);
        }

        foreach (var (segment, entry) in _legend.Index())
        {
            Fill(canvas, SKRect.Create(entry.Place.X, entry.Place.Y + ((LegendLine - PatchSize) / 2), PatchSize, PatchSize), Colour(segment, _legend.Length));
            ChartCanvas.Text(canvas, entry.Name, entry.Place.X + PatchSize + 7, entry.Place.Y + (LegendLine / 2) + 4.5f, TickSize, ChartInk.Text);
        }
    }

    private static void PaintBar(SKCanvas canvas, SKRect bar, IReadOnlyList<double> values)
    {
        var (total, sum, left) = (values.Sum(), 0.0, bar.Left);
        if (total <= 0)
        {
            PaintNone(canvas, bar);
            return;
        }

        foreach (var (segment, value) in values.Index().Where(entry => entry.Item > 0))
        {
            sum += value;
            var right = bar.Left + (float)(Math.Min(1, sum / total) * bar.Width);
            var colour = Colour(segment, values.Count);

            // A thread of paper parts neighbours, but not where it would be all that is seen.
            Fill(canvas, new SKRect(left, bar.Top, right < bar.Right - 0.5f && right - left > 3 ? right - 1 : right, bar.Bottom), colour);
            var share = (value / total).ToString("0%", CultureInfo.InvariantCulture);
            if (ChartFont.Measure(share, FigureSize) + FigureAir <= right - left)
            {
                ChartCanvas.Text(canvas, share, (left + right) / 2, bar.MidY + 4.3f, FigureSize, ChartInk.ReadableOn(colour), SKTextAlign.Center);
            }

            left = right;
        }
    }

    // A frame: a patch of grey could be taken for ties.
    private static void PaintNone(SKCanvas canvas, SKRect bar)
    {
        Fill(canvas, bar, ChartInk.Axis);
        Fill(canvas, SKRect.Inflate(bar, -1, -1), ChartInk.Paper);
        ChartCanvas.Text(canvas, "none", bar.MidX, bar.MidY + 4.3f, FigureSize, ChartInk.Faint, SKTextAlign.Center);
    }

    private static void Fill(SKCanvas canvas, SKRect place, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawRect(place, paint);
    }

    private void PaintAxis(SKCanvas canvas)
    {
        using var paint = new SKPaint { Color = ChartInk.Grid, IsAntialias = true, StrokeWidth = 1, Style = SKPaintStyle.Stroke };
        for (var quarter = 0; quarter <= Quarters; quarter++)
        {
            var x = _left + (BarsWidth * quarter / (float)Quarters);
            canvas.DrawLine(x, _top, x, _bottom + 4, paint);
            ChartCanvas.Text(
                canvas,
                string.Create(CultureInfo.InvariantCulture, $"{quarter / (double)Quarters:0%}"),
                x,
                _bottom + 18,
                FigureSize,
                ChartInk.Faint,
                SKTextAlign.Center);
        }

        var middle = _left + (BarsWidth / 2f);
        ChartCanvas.Text(
            canvas,
            ChartFont.Fit(_chart.XLabel, LabelSize, 2 * (Width - Margin - middle)),
            middle,
            _bottom + AxisHeight + 11,
            LabelSize,
            ChartInk.Faint,
            SKTextAlign.Center);
        ChartCanvas.Text(
            canvas,
            ChartFont.Fit(_chart.YLabel, LabelSize, Math.Max(_bottom - _top, 60)),
            Margin + 12,
            (_top + _bottom) / 2,
            LabelSize,
            ChartInk.Faint,
            SKTextAlign.Center,
            degrees: -90);
    }

    /// <summary>Names one after the other, on a further line where the next finds no room.</summary>
    private (string Name, SKPoint Place)[] Legend(float top)
    {
        var room = Width - (2 * Margin);
        var (x, y, entries) = (0f, top, new List<(string Name, SKPoint Place)>());
        foreach (var segment in _chart.Segments)
        {
            var name = ChartFont.Fit(segment, TickSize, room - PatchSize - 7);
            var width = PatchSize + 7 + ChartFont.Measure(name, TickSize);
            if (x > 0 && x + width > room)
            {
                (x, y) = (0, y + LegendLine);
            }

            entries.Add((name, new SKPoint(Margin + x, y)));
            x += width + 22;
        }

        return [.. entries];
    }
}
