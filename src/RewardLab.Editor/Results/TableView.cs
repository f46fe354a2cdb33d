using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.Text;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Results;

/// <summary>A table whose columns sort it; the first column stays in sight while others move.</summary>
internal sealed class TableView : View
{
    private const string Gap = "  ";

    private readonly Appearance _appearance;
    private readonly ItemList _list;
    private SortedTable? _table;
    private int[] _widths = [];
    private int _column;
    private int _first = 1;

    public TableView(Appearance appearance)
    {
        _appearance = appearance;
        CanFocus = true;
        (Width, Height) = (Dim.Fill(), Dim.Fill());
        _list = new ItemList(appearance)
        {
            Y = 1,
            Count = () => _table is { } table ? table.Order.Count + table.Table.Footnotes.Count : 0,
            Row = (row, _) => Row(row),
        };
        _list.KeyPressed += OnKey;
        Add(_list);
    }

    /// <summary>The table; null for none.</summary>
    public SortedTable? Table
    {
        get => _table;
        set
        {
            _table = value;
            (_column, _first) = (0, 1);
            _widths = value is null
                ? []
                : [.. value.Table.Columns.Select(
                    (column, i) => value.Table.Shown.Select(row => row[i].GetColumns()).Append(column.Heading.GetColumns() + 2).Max())];
            _list.Select(0);
            SetNeedsDraw();
        }
    }

    protected override bool OnMouseEvent(Mouse mouse)
    {
        if (mouse.Position is not { Y: 0 } place || !mouse.Flags.HasFlag(MouseFlags.LeftButtonClicked) || _table is null)
        {
            return false;
        }

        var x = 0;
        foreach (var column in Columns())
        {
            x += _widths[column] + Gap.Length;
            if (place.X < x)
            {
                _column = column;
                Sort();
                break;
            }
        }

        return true;
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        if (_table is { } table && Viewport.Height > 0)
        {
            var line = new InkLine();
            foreach (var column in Columns())
            {
                var arrow = table.Column != column ? "" : table.IsDescending ? _appearance.Glyphs.Descending : _appearance.Glyphs.Ascending;
                line.Add(Padded($"{table.Table.Columns[column].Heading}{arrow}", column), column == _column ? Ink.Accent : Ink.Dim).Add(Gap);
            }

            line.Draw(this, 0, 0, Viewport.Width, _appearance);
        }

        return true;
    }

    private IEnumerable<int> Columns() => _widths.Length == 0 ? [] : Enumerable.Range(_first, Math.Max(0, _widths.Length - _first)).Prepend(0);

    private InkLine Row(int index)
    {
        var table = _table!;
        if (index >= table.Order.Count)
        {
            return InkLine.Create(table.Table.Footnotes[index - table.Order.Count], Ink.Dim);
        }

        var line = new InkLine();
        foreach (var column in Columns())
        {
            line.Add(Padded(table[index][column], column), column == _column ? Ink.Accent : Ink.Normal).Add(Gap);
        }

        return line;
    }

    private string Padded(string cell, int column)
    {
        var padding = new string(' ', Math.Max(0, _widths[column] - cell.GetColumns()));
        return _table!.Table.IsRightAligned(column) ? padding + cell : cell + padding;
    }

    private bool OnKey(int row, Key key)
    {
        if (_table is null)
        {
            return false;
        }

        if (key == Key.CursorLeft || key == Key.CursorRight)
        {
            _column = Math.Clamp(_column + (key == Key.CursorRight ? 1 : -1), 0, _widths.Length - 1);
            Reveal();
        }
        else if (key == new Key('s'))
        {
            Sort();
        }
        else
        {
            return false;
        }

        return this.Handled();
    }

    private void Sort()
    {
        _table!.SortBy(_column);
        _list.Select(0);
        SetNeedsDraw();
    }

    private void Reveal()
    {
        if (_column == 0 || _column < _first)
        {
            _first = Math.Max(1, _column);
        }

        while (_first < _column
            && _widths[0] + Gap.Length + Enumerable.Range(_first, _column - _first + 1).Sum(column => _widths[column] + Gap.Length) > Viewport.Width)
        {
            _first++;
        }
    }
}
