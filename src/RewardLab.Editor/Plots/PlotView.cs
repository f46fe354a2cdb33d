using System.Text;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using RewardLab.Runs.Monitoring;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Plots;

/// <summary>Curves on common axes, with a cursor that reads them out. Keys:
/// arrows move the cursor, + and - zoom about it, 0 shows all, l takes logarithms, s gives each curve a scale of its own.</summary>
internal sealed class PlotView : View
{
    private const int MinWidth = 16;
    private const int MinHeight = 4;
    private const int MarkDistance = 10;

    private readonly Appearance _appearance;
    private IReadOnlyList<PlotSeries> _series = [];
    private IReadOnlyList<(double X, string Words)> _marks = [];
    private string _unit = "";
    private double? _cursor;
    private (double Low, double High)? _zoom;
    private bool _isLogarithmic;
    private bool _hasOwnScales;

    public PlotView(Appearance appearance)
    {
        _appearance = appearance;
        CanFocus = true;
        TabStop = TabBehavior.TabStop;
    }

    /// <summary>Replaces the curves and annotations that are drawn.</summary>
    /// <param name="series">The curves.</param>
    /// <param name="marks">Places to mark, with what happened there.</param>
    /// <param name="unit">What the horizontal axis counts.</param>
    /// <param name="hasOwnScales">Whether each curve fills the height, as curves of different things must.</param>
    public void Show(IReadOnlyList<PlotSeries> series, IReadOnlyList<(double X, string Words)> marks, string unit, bool hasOwnScales)
    {
        (_series, _marks, _unit, _hasOwnScales) = (series, marks, unit, hasOwnScales);
        SetNeedsDraw();
    }

    /// <summary>Takes logarithms of the values, or no longer.</summary>
    public void ToggleLogarithm()
    {
        _isLogarithmic = !_isLogarithmic;
        SetNeedsDraw();
    }

    protected override bool OnKeyDown(Key key)
    {
        var all = Range();
        var seen = _zoom ?? all;
        var step = (seen.High - seen.Low) / Math.Max(1, PlotWidth);
        if (key == Key.CursorLeft || key == Key.CursorRight)
        {
            MoveCursor(key == Key.CursorLeft ? -step : step, all, seen);
        }
        else if (key == Key.Home || key == Key.End)
        {
            _cursor = key == Key.Home ? seen.Low : seen.High;
        }
        else if (key == new Key('+') || key == new Key('='))
        {
            Zoom(0.5, all, seen);
        }
        else if (key == new Key('-'))
        {
            Zoom(2, all, seen);
        }
        else if (key == new Key('0'))
        {
            (_zoom, _cursor) = (null, null);
        }
        else if (key == new Key('l'))
        {
            _isLogarithmic = !_isLogarithmic;
        }
        else
        {
            return false;
        }

        return this.Handled();
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        var seen = _zoom ?? Range();
        if (mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked)
            || (mouse.Flags.HasFlag(MouseFlags.LeftButtonPressed) && mouse.Flags.HasFlag(MouseFlags.PositionReport)))
        {
            SetFocus();
            _cursor = seen.Low + ((seen.High - seen.Low) * Math.Clamp((mouse.Position!.Value.X - LabelWidth + 0.5) / Math.Max(1, PlotWidth), 0, 1));
        }
        else if (mouse.Flags.HasFlag(MouseFlags.WheeledUp) || mouse.Flags.HasFlag(MouseFlags.WheeledDown))
        {
            Zoom(mouse.Flags.HasFlag(MouseFlags.WheeledUp) ? 0.5 : 2, Range(), seen);
        }
        else
        {
            return false;
        }

        return this.Handled();
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var (width, height) = (Viewport.Width, Viewport.Height);
        if (_series.Count == 0 || width < MinWidth || height < MinHeight)
        {
            new InkLine().Add(_series.Count == 0 ? "no curves yet" : "too small for a plot", Ink.Dim).Draw(this, 0, 0, width, _appearance);
            return true;
        }

        var (low, high) = _zoom ?? Range();
        var seen = _series.Select(series => series with { Points = [.. series.Points.Where(point => point.LastX >= low && point.FirstX <= high)] }).ToArray();
        var y = AxisOf(seen);
        var x = new PlotAxis(low, high > low ? high : low + 1, IsLogarithmic: false);
        var scales = seen.GroupBy(series => series.Measure, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => _hasOwnScales ? AxisOf(group) : y, StringComparer.Ordinal);
        var legend = Legend(x, scales, width).Take(Math.Max(1, height / 3)).ToArray();
        var rows = height - 1 - legend.Length;
        var canvas = new PlotCanvas(PlotWidth, rows, _appearance.Glyphs.IsBraille);
        foreach (var series in seen)
        {
            Plot(canvas, series, x, scales[series.Measure]);
        }

        DrawAxes(x, [.. seen.DistinctBy(series => series.Measure).Select(series => (series.Mark, scales[series.Measure])).Distinct()], rows);
        DrawCells(canvas, x);
        foreach (var (index, series) in seen.Index())
        {
            DrawMarks(canvas, series, x, scales[series.Measure], index);
        }

        foreach (var (index, line) in legend.Index())
        {
            line.Draw(this, 0, rows + 1 + index, width, _appearance);
        }

        return true;
    }

    private PlotAxis AxisOf(IEnumerable<PlotSeries> series) =>
        PlotAxis.Create(series.SelectMany(one => one.Points).SelectMany(point => new[] { point.Minimum, point.Maximum }), _isLogarithmic);

    private int LabelWidth => Math.Min(9, Viewport.Width / 4);

    // Where two measures have scales of their own, the second one's numbers stand on the right.
    private int RightWidth =>
        _hasOwnScales && Viewport.Width >= 5 * LabelWidth && _series.Select(series => series.Measure).Distinct(StringComparer.Ordinal).Count() > 1
            ? LabelWidth
            : 0;

    private int PlotWidth => Math.Max(0, Viewport.Width - LabelWidth - RightWidth);

    private (double Low, double High) Range()
    {
        var points = _series.SelectMany(series => series.Points).ToArray();
        return points.Length == 0 ? (0, 1) : (points.Min(point => point.FirstX), points.Max(point => point.LastX));
    }

    private void MoveCursor(double step, (double Low, double High) all, (double Low, double High) seen)
    {
        _cursor = Math.Clamp((_cursor ?? seen.High) + step, all.Low, all.High);
        if (_zoom is { } zoom && (_cursor < zoom.Low || _cursor > zoom.High))
        {
            _zoom = (zoom.Low + step, zoom.High + step);
        }
    }

    private void Zoom(double factor, (double Low, double High) all, (double Low, double High) seen)
    {
        var centre = _cursor ?? ((seen.Low + seen.High) / 2);
        var half = (seen.High - seen.Low) * factor / 2;
        _zoom = half * 2 >= all.High - all.Low ? null : (Math.Max(all.Low, centre - half), Math.Min(all.High, centre + half));
    }

    private static void Plot(PlotCanvas canvas, PlotSeries series, PlotAxis x, PlotAxis y)
    {
        (int X, int Y)? before = null;
        foreach (var point in series.Points)
        {
            var column = (int)Math.Round(x.Share((point.FirstX + point.LastX) / 2) * (canvas.Width - 1));
            if (Row(point.Last) is not { } row)
            {
                before = null;
                continue;
            }

            // What several values share a dot's column with is drawn from the least to the greatest.
            if (Row(point.Minimum) is { } bottom && Row(point.Maximum) is { } top && top != bottom)
            {
                canvas.Line(column, bottom, column, top, series.Ink);
            }

            canvas.Line(before?.X ?? column, before?.Y ?? row, column, row, series.Ink);
            before = (column, row);
        }

        int? Row(double value) => y.Share(value) is var share && !double.IsFinite(share) ? null : (int)Math.Round((1 - share) * (canvas.Height - 1));
    }

    private void DrawAxes(PlotAxis x, (char Mark, PlotAxis Axis)[] axes, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            var isLabelled = row == 0 || row == rows - 1 || (rows > 8 && row == rows / 2);
            var share = 1 - ((double)row / Math.Max(1, rows - 1));
            InkLine.Create(InkLine.Cut(isLabelled ? Label(0, share) : "", LabelWidth - 1).PadLeft(LabelWidth - 1) + _appearance.Glyphs.Vertical, Ink.Dim)
                .Draw(this, 0, row, LabelWidth, _appearance);
            if (RightWidth > 0)
            {
                InkLine.Create(_appearance.Glyphs.Vertical + InkLine.Cut(isLabelled && axes.Length > 1 ? Label(1, share) : "", RightWidth - 1), Ink.Dim)
                    .Draw(this, LabelWidth + PlotWidth, row, RightWidth, _appearance);
            }
        }

        var (left, right) = (x.Label(x.Low), $"{x.Label(x.High)} {_unit}{(_isLogarithmic ? ", log" : "")}");
        InkLine.Create(new string(' ', LabelWidth) + left + right.PadLeft(Math.Max(0, PlotWidth - left.Length)), Ink.Dim)
            .Draw(this, 0, rows, Viewport.Width, _appearance);

        string Label(int index, double share) =>
            $"{(_hasOwnScales && axes.Length > 1 && axes[index].Mark != ' ' ? axes[index].Mark : "")}{axes[index].Axis.Label(axes[index].Axis.Value(share))}";
    }

    private void DrawMarks(PlotCanvas canvas, PlotSeries series, PlotAxis x, PlotAxis y, int index)
    {
        if (series.Mark == ' ')
        {
            return;
        }

        // Each curve's marks begin elsewhere, so that those of curves on top of each other are all seen.
        var next = 1 + (3 * index % MarkDistance);
        SetAttribute(_appearance.Palette.From(InkOf(series.Ink)));
        foreach (var point in series.Points)
        {
            var column = (int)Math.Round(x.Share((point.FirstX + point.LastX) / 2) * (canvas.Columns - 1));
            if (column >= next && column < canvas.Columns && y.Share(point.Last) is var share && double.IsFinite(share))
            {
                AddStr(LabelWidth + column, (int)Math.Round((1 - share) * (canvas.Rows - 1)), series.Mark.ToString());
                next = column + MarkDistance;
            }
        }
    }

    private void DrawCells(PlotCanvas canvas, PlotAxis x)
    {
        var cursor = _cursor is { } at && HasFocus ? (int)Math.Round(x.Share(at) * (canvas.Columns - 1)) : -1;
        var marks = _marks.Select(mark => (int)Math.Round(x.Share(mark.X) * (canvas.Columns - 1))).ToHashSet();
        var run = new StringBuilder();
        for (var row = 0; row < canvas.Rows; row++)
        {
            var ink = Ink.Normal;
            for (var column = 0; column <= canvas.Columns; column++)
            {
                var (sign, own) = column == canvas.Columns ? (' ', (Ink?)null) : Sign(canvas, row, column, column == cursor, marks.Contains(column));
                if (own != ink || column == canvas.Columns)
                {
                    SetAttribute(_appearance.Palette.From(ink));
                    AddStr(LabelWidth + column - run.Length, row, run.ToString());
                    run.Clear();
                    ink = own ?? Ink.Normal;
                }

                run.Append(sign);
            }

            run.Clear();
        }
    }

    private (char Sign, Ink Ink) Sign(PlotCanvas canvas, int row, int column, bool isCursor, bool isMark)
    {
        var sign = canvas.Cell(row, column, out var owner);
        return owner > 0 ? (sign, InkOf(owner))
            : isCursor ? (_appearance.Glyphs.Vertical[0], Ink.Normal)
            : isMark ? (_appearance.Glyphs.IsBraille ? '┊' : ':', Ink.Bad)
            : (' ', Ink.Normal);
    }

    // Every curve with its value at the cursor, or else its last; in as many lines as they take.
    private IEnumerable<InkLine> Legend(PlotAxis x, Dictionary<string, PlotAxis> scales, int width)
    {
        var at = HasFocus ? _cursor : null;
        var line = new InkLine().Add(at is { } place ? $"{_unit} {x.Label(place)}  " : "");
        foreach (var series in _series)
        {
            var point = at is { } cursor ? Nearest(series.Points, cursor) : series.Points.Count > 0 ? series.Points[^1] : (CurveSegment?)null;
            var value = point is { } found
                ? Value(found.Last) + (at is not null && found.Minimum < found.Maximum ? $" ({Value(found.Minimum)}..{Value(found.Maximum)})" : "")
                : "none";
            var scale = scales.GetValueOrDefault(series.Measure);
            var range = _hasOwnScales && scales.Count > 1 && scale is not null ? $" ({scale.Label(scale.Low)}..{scale.Label(scale.High)})" : "";
            var sign = series.Mark != ' ' ? series.Mark.ToString() : _appearance.Glyphs.IsBraille ? "⣿" : "*+ox#@"[(series.Ink - 1) % 6].ToString();
            var item = new InkLine().Add($"{sign} ", InkOf(series.Ink)).Add($"{series.Title} {value}{range}  ");
            if (line.Width > 0 && line.Width + item.Width - 2 > width)
            {
                yield return line;
                line = new InkLine();
            }

            line.Add(item);
        }

        if (at is { } there
            && _marks.Where(mark => Math.Abs(x.Share(mark.X) - x.Share(there)) < 1.5 / Math.Max(1, PlotWidth))
                .Select(mark => mark.Words)
                .FirstOrDefault() is { } words)
        {
            line.Add(words, Ink.Bad);
        }

        yield return line;
    }

    private static string Value(double value) => PlotAxis.Number(value, Math.Abs(value) / 1000);

    private static CurveSegment? Nearest(IReadOnlyList<CurveSegment> points, double x) =>
        points.Count == 0 ? null : points.MinBy(point => x < point.FirstX ? point.FirstX - x : x > point.LastX ? x - point.LastX : 0);

    private static Ink InkOf(int series) => Ink.Series1 + ((series - 1) % 6);
}
