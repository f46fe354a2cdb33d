using System.Globalization;
using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>Paints a heat map: cells with their figures, words about them, and a scale of colours.</summary>
internal sealed class HeatMapPainter : ChartPainter
{
    private const float CellHeight = 30;
    private const float FigureSize = 13;
    private const float MaxLabelWidth = 190;
    private const float BarWidth = 16;
    private const float BarGap = 24;
    private const float MinBarHeight = 72;
    private const int BarSteps = 64;
    private const float Slope = 0.7071f;

    private readonly HeatMapChart _chart;
    private readonly DivergingScale _scale;
    private readonly string[] _rows;
    private readonly string[] _columns;
    private readonly IReadOnlyList<string> _title;
    private readonly bool _areColumnsTilted;
    private readonly float _cellWidth;
    private readonly float _left;
    private readonly float _top;
    private readonly float _bottom;
    private readonly float _columnLabelHeight;

    public HeatMapPainter(HeatMapChart chart)
    {
        _chart = chart;
        _scale = new DivergingScale(chart);
        _rows = [.. chart.Rows.Select(row => ChartFont.Fit(row, TickSize, MaxLabelWidth))];
        _columns = [.. chart.Columns.Select(column => ChartFont.Fit(column, TickSize, MaxLabelWidth))];
        var widestFigure = chart.Known.Select(value => ChartFont.Measure(Shown(value), FigureSize)).DefaultIfEmpty(0).Max();
        _cellWidth = MathF.Max(chart.Columns.Count <= 8 ? 56 : 42, MathF.Ceiling(widestFigure + 10));
        var widestColumn = _columns.Max(column => ChartFont.Measure(column, TickSize));
        _areColumnsTilted = widestColumn > _cellWidth - 6;
        _columnLabelHeight = _areColumnsTilted ? MathF.Ceiling((widestColumn * Slope) + 18) : 24;

        // A tilted word reaches to the left of its column.
        var overhang = _areColumnsTilted ? _columns.Select((column, i) => (ChartFont.Measure(column, TickSize) * Slope) - ((i + 0.5f) * _cellWidth)).Max() : 0;
        var widestRow = _rows.Max(row => ChartFont.Measure(row, TickSize));
        _left = Margin + MathF.Ceiling(MathF.Max(widestRow + 8 + (chart.YLabel.Length > 0 ? 24 : 0), overhang));
        var grid = _cellWidth * chart.Columns.Count;
        var scale = BarGap + BarWidth + 8 + new[] { chart.High, chart.Centre, chart.Low }.Max(tick => ChartFont.Measure(Shown(tick), TickSize));
        Width = (int)MathF.Ceiling(MathF.Max(_left + grid + scale + Margin, 320));
        _title = ChartFont.Wrap(chart.Title, TitleSize, Width - (2 * Margin), 3);
        _top = Margin + (_title.Count * ChartCanvas.LineHeight(TitleSize)) + (_title.Count > 0 ? 8 : 0);
        _bottom = _top + (chart.Rows.Count * CellHeight);
        Height = (int)MathF.Ceiling(MathF.Max(_bottom + _columnLabelHeight + (chart.XLabel.Length > 0 ? 24 : 0), _top + MinBarHeight) + Margin);
    }

    /// <inheritdoc />
    public override int Width { get; }

    /// <inheritdoc />
    public override int Height { get; }

    private float Right => _left + (_cellWidth * _columns.Length);

    private float BarHeight => MathF.Max(_bottom - _top, MinBarHeight);

    /// <summary>The middle of a cell.</summary>
    public SKPoint Centre(int row, int column) => new(_left + ((column + 0.5f) * _cellWidth), _top + ((row + 0.5f) * CellHeight));

    /// <inheritdoc />
    public override void Paint(SKCanvas canvas)
    {
        PaintCells(canvas);
        ChartCanvas.Lines(canvas, _title, Margin, Margin, TitleSize, ChartInk.Text);
        for (var row = 0; row < _rows.Length; row++)
        {
            ChartCanvas.Text(canvas, _rows[row], _left - 8, Centre(row, 0).Y + 4.5f, TickSize, ChartInk.Text, SKTextAlign.Right);
        }

        for (var column = 0; column < _columns.Length; column++)
        {
            var x = Centre(0, column).X;
            if (_areColumnsTilted)
            {
                ChartCanvas.Text(canvas, _columns[column], x + 5, _bottom + 14, TickSize, ChartInk.Text, SKTextAlign.Right, degrees: -45);
            }
            else
            {
                ChartCanvas.Text(canvas, _columns[column], x, _bottom + 18, TickSize, ChartInk.Text, SKTextAlign.Center);
            }
        }

        var middle = new SKPoint((_left + Right) / 2, (_top + _bottom) / 2);
        ChartCanvas.Text(
            canvas,
            ChartFont.Fit(_chart.XLabel, LabelSize, Width - (2 * Margin)),
            middle.X,
            Height - Margin - 2,
            LabelSize,
            ChartInk.Faint,
            SKTextAlign.Center);
        ChartCanvas.Text(
            canvas,
            ChartFont.Fit(_chart.YLabel, LabelSize, Math.Max(_bottom - _top, 60)),
            Margin + 12,
            middle.Y,
            LabelSize,
            ChartInk.Faint,
            SKTextAlign.Center,
            degrees: -90);
        PaintBar(canvas);
    }

    private string Shown(double value) => value.ToString(_chart.Format, CultureInfo.InvariantCulture);

    private void PaintCells(SKCanvas canvas)
    {
        for (var row = 0; row < _rows.Length; row++)
        {
            for (var column = 0; column < _columns.Length; column++)
            {
                PaintCell(canvas, row, column);
            }
        }
    }

    private void PaintCell(SKCanvas canvas, int row, int column)
    {
        var middle = Centre(row, column);
        var place = SKRect.Create(middle.X - (_cellWidth / 2), middle.Y - (CellHeight / 2), _cellWidth, CellHeight);
        if (_chart.Values[row][column] is not { } value || !double.IsFinite(value))
        {
            PaintPatch(canvas, place, ChartInk.Gap);
            return;
        }

        var colour = _scale[value];
        PaintPatch(canvas, place, colour);
        ChartCanvas.Text(canvas, Shown(value), middle.X, middle.Y + 4.5f, FigureSize, ChartInk.ReadableOn(colour), SKTextAlign.Center);
    }

    private void PaintBar(SKCanvas canvas)
    {
        using var paint = new SKPaint();
        var left = Right + BarGap;
        for (var step = 0; step < BarSteps; step++)
        {
            var top = _top + (BarHeight * step / BarSteps);
            paint.Color = _scale[_chart.High - ((_chart.High - _chart.Low) * (step + 0.5) / BarSteps)];

            // Each covers all below it, so that no paper shines through where two meet.
            canvas.DrawRect(left, top, BarWidth, _top + BarHeight - top, paint);
        }

        PaintPatch(canvas, SKRect.Create(left, _top, BarWidth, BarHeight), SKColors.Transparent);
        (double Value, float Shift)[] ticks = [(_chart.High, 11), (_chart.Centre, 4.5f), (_chart.Low, -1)];
        foreach (var (value, shift) in ticks)
        {
            var y = _top + ((float)((_chart.High - value) / (_chart.High - _chart.Low)) * BarHeight);
            ChartCanvas.Text(canvas, Shown(value), left + BarWidth + 8, y + shift, TickSize, ChartInk.Text);
        }
    }

    private static void PaintPatch(SKCanvas canvas, SKRect place, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour };
        if (colour.Alpha > 0)
        {
            canvas.DrawRect(place, paint);
        }

        paint.Color = ChartInk.Grid;
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = 1;
        paint.IsAntialias = true;
        canvas.DrawRect(place, paint);
    }
}
