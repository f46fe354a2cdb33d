using System.Globalization;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using RewardLab.Reports.Charts;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace RewardLab.Editor.Results;

/// <summary>A heat map: figures on the colours of the image; figures alone where there are no colours.</summary>
internal sealed class HeatMapView : View
{
    private const int CellColumns = 7;
    private const int MaxLabelColumns = 24;

    private readonly Appearance _appearance;
    private HeatMapChart? _map;
    private int _row;
    private int _column;

    public HeatMapView(Appearance appearance)
    {
        _appearance = appearance;
        CanFocus = true;
        TabStop = TabBehavior.TabStop;
        (Width, Height) = (Dim.Fill(), Dim.Fill());
    }

    /// <summary>The map; null for none.</summary>
    public HeatMapChart? Map
    {
        get => _map;
        set
        {
            (_map, _row, _column) = (value, 0, 0);
            SetNeedsDraw();
        }
    }

    protected override bool OnKeyDown(Key key)
    {
        if (_map is null || (key != Key.CursorUp && key != Key.CursorDown && key != Key.CursorLeft && key != Key.CursorRight))
        {
            return false;
        }

        _row = Math.Clamp(_row + (key == Key.CursorDown ? 1 : key == Key.CursorUp ? -1 : 0), 0, Math.Max(0, _map.Rows.Count - 1));
        _column = Math.Clamp(_column + (key == Key.CursorRight ? 1 : key == Key.CursorLeft ? -1 : 0), 0, Math.Max(0, _map.Columns.Count - 1));
        return this.Handled();
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        for (var y = 0; y < Viewport.Height; y++)
        {
            new InkLine().Draw(this, 0, y, Viewport.Width, _appearance);
        }

        if (_map is not { } map || Viewport.Height < 3)
        {
            return true;
        }

        var labels = Math.Min(MaxLabelColumns, Math.Min(Viewport.Width / 3, map.Rows.Max(row => row.Length)) + 1);
        var shown = Math.Clamp((Viewport.Width - labels) / CellColumns, 0, map.Columns.Count - _column);
        InkLine.Create(map.Title, Ink.Accent).Draw(this, 0, 0, Viewport.Width, _appearance);
        for (var column = 0; column < shown; column++)
        {
            InkLine.Create(map.Columns[_column + column], Ink.Dim).Draw(this, labels + (column * CellColumns), 1, CellColumns - 1, _appearance);
        }

        for (var row = _row; row < map.Rows.Count && row - _row + 2 < Viewport.Height; row++)
        {
            var y = row - _row + 2;
            InkLine.Create(map.Rows[row]).Draw(this, 0, y, labels - 1, _appearance);
            for (var column = 0; column < shown; column++)
            {
                DrawCell(map, map.Values[row][_column + column], labels + (column * CellColumns), y);
            }
        }

        return true;
    }

    private void DrawCell(HeatMapChart map, double? value, int x, int y)
    {
        var text = value is { } number && double.IsFinite(number) ? number.ToString(map.Format, CultureInfo.InvariantCulture) : "-";
        text = text.PadLeft(((CellColumns - 1) + text.Length) / 2).PadRight(CellColumns - 1);
        if (value is { } known && double.IsFinite(known) && _appearance.Theme != EditorTheme.Plain)
        {
            var (red, green, blue) = map.ColorOf(known);
            var isLight = (0.2126 * red) + (0.7152 * green) + (0.0722 * blue) > 140;
            SetAttribute(new Attribute(isLight ? new Color(16, 16, 16) : new Color(250, 250, 250), new Color(red, green, blue)));
        }
        else
        {
            SetAttribute(_appearance.Palette.From(value is null ? Ink.Dim : Ink.Normal));
        }

        Move(x, y);
        AddStr(text[..Math.Min(text.Length, Math.Max(0, Viewport.Width - x))]);
    }
}
