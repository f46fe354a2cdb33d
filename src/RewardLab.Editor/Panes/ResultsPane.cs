using RewardLab.Editor.Controls;
using RewardLab.Editor.Results;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Panes;

/// <summary>What the run that is watched has found: report, tables, heat maps, and how the runs beside it compare.</summary>
internal sealed class ResultsPane : View
{
    private const int MaxListColumns = 34;

    private readonly ItemList _list;
    private readonly ItemList _lines;
    private readonly TableView _table;
    private readonly HeatMapView _map;
    private IReadOnlyList<ResultEntry> _entries = [];

    public ResultsPane(Appearance appearance)
    {
        CanFocus = true;
        _list = new ItemList(appearance) { Count = () => _entries.Count, Row = Row, Hint = static () => "no results yet: a run writes them when it ends" };
        (_list.Width, _list.Height) = (Dim.Func(_ => IsWide ? ListColumns : Viewport.Width),
            Dim.Func(_ => IsWide ? Viewport.Height : Math.Min(Math.Max(1, _entries.Count), Viewport.Height / 3)));
        _lines = Placed(
            new ItemList(appearance) { Count = () => Selected?.Lines?.Count ?? 0, Row = (row, _) => Selected!.Lines![row], ScrollsSideways = true });
        _table = Placed(new TableView(appearance));
        _map = Placed(new HeatMapView(appearance));
        _list.Chosen += _ => ShowSelected();
        _list.Entered += _ => EnterSelected();
        Add(_list, _lines, _table, _map);
        ShowSelected();
    }

    /// <summary>A table is to be exported: to which path, as which text.</summary>
    public event Action<string, string>? ExportRequested;

    /// <summary>The selected entry; null where there is none.</summary>
    public ResultEntry? Selected => _list.Selected >= 0 ? _entries[_list.Selected] : null;

    private bool IsWide => Viewport.Width >= 2 * MaxListColumns;

    private int ListColumns => Math.Min(MaxListColumns, Viewport.Width / 3);

    /// <summary>Shows what a run found; what is selected stays so where it is there again.</summary>
    public void Show(IReadOnlyList<ResultEntry> entries)
    {
        var title = Selected?.Title;
        _entries = entries;
        var row = entries.Index().FirstOrDefault(entry => entry.Item.Title == title).Index;
        _list.Select(row);
        ShowSelected();
        SetNeedsLayout();
        SetNeedsDraw();
    }

    /// <summary>Exports the selected table.</summary>
    public void Export()
    {
        if (_table.Table is { } table && Selected is { ExportPath: { Length: > 0 } path })
        {
            ExportRequested?.Invoke(path, table.ToTable().ToCsv());
        }
    }

    protected override bool OnKeyDown(Key key)
    {
        if (key != new Key('e'))
        {
            return false;
        }

        Export();
        return true;
    }

    private T Placed<T>(T view)
        where T : View
    {
        view.X = Pos.Func(_ => IsWide ? ListColumns + 1 : 0);
        view.Y = Pos.Func(_ => IsWide ? 0 : Math.Min(Math.Max(1, _entries.Count), Viewport.Height / 3) + 1);
        (view.Width, view.Height) = (Dim.Fill(), Dim.Fill());
        return view;
    }

    private InkLine Row(int index, int width) => InkLine.Create(_entries[index].Title, _entries[index].Lines is null ? Ink.Normal : Ink.Dim);

    private void ShowSelected()
    {
        _lines.Visible = Selected?.Lines is not null;
        _table.Visible = Selected?.Table is not null;
        _map.Visible = Selected?.HeatMap is not null;
        _lines.Select(0);
        if (_table.Table?.Table != Selected?.Table)
        {
            _table.Table = Selected?.Table is { } table ? new SortedTable(table) : null;
        }

        _map.Map = Selected?.HeatMap;
        SetNeedsDraw();
    }

    private void EnterSelected()
    {
        View shown = _table.Visible ? _table : _map.Visible ? _map : _lines;
        shown.SetFocus();
    }
}
