using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Logs;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Panes;

/// <summary>Lines of a log with their times, by level and by words, wrapped, and folded by run; the end is followed until the user scrolls.</summary>
internal sealed class ConsolePane : View
{
    private readonly Appearance _appearance;
    private readonly ConsoleLog _log;
    private readonly ConsoleRows _rows = new();
    private readonly ItemList _list;
    private readonly TextField _filter;
    private EventSeverity _min = EventSeverity.Information;
    private long _version = -1;
    private bool _isBuilding;

    public ConsolePane(Appearance appearance, ConsoleLog log)
    {
        _appearance = appearance;
        _log = log;
        CanFocus = true;
        _filter = new TextField { Width = Dim.Fill(), Visible = false };
        _list = new ItemList(appearance) { Count = () => _rows.Rows.Count, Row = Row, ScrollsSideways = true, Hint = static () => "no messages yet" };
        _list.Entered += Accept;
        _list.Chosen += OnChosen;
        _list.KeyPressed += OnListKey;
        _filter.ValueChanged += (_, _) => Rebuild();
        _filter.KeyDown += OnFilterKey;
        Add(_list, _filter);
    }

    /// <summary>Enter on a line that names a place in a file.</summary>
    public event Action<SourcePlace>? JumpRequested;

    /// <summary>A line is to be copied.</summary>
    public event Action<string>? CopyRequested;

    /// <summary>Whether the latest line is always seen.</summary>
    public bool IsFollowing { get; private set; } = true;

    /// <summary>What the title's row says of it.</summary>
    public string Remark =>
        $"{(_min == EventSeverity.Information ? "all" : _min == EventSeverity.Warning ? "warnings" : "errors")}"
        + $"{(_filter.Text.Length > 0 ? $" · \"{_filter.Text}\"" : "")}{(IsFollowing ? " · following" : "")}";

    /// <summary>Words that lines must hold.</summary>
    public string Filter => _filter.Text;

    /// <summary>The selected line; null where there is none.</summary>
    public ConsoleEntry? Selected => _list.Selected >= 0 ? _rows.Rows[_list.Selected].Entry : null;

    /// <summary>Filters by words.</summary>
    public void SetFilter(string words)
    {
        _filter.Text = words;
        _filter.Visible = words.Length > 0;
        _list.Y = _filter.Visible ? 1 : 0;
    }

    /// <summary>Takes up what was said since.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Refresh()
    {
        if (_version == _log.Version)
        {
            return false;
        }

        Rebuild();
        return true;
    }

    /// <summary>Shows the next level: all, warnings and errors, errors.</summary>
    public void NextLevel()
    {
        _min = _min == EventSeverity.Error ? EventSeverity.Information : _min + 1;
        Rebuild();
    }

    /// <summary>Follows the end, or no longer.</summary>
    public void Follow()
    {
        IsFollowing = !IsFollowing;
        Rebuild();
    }

    /// <summary>Wraps lines that are wider than the pane, or lets Left and Right move over them.</summary>
    public void Wrap()
    {
        _rows.IsWrapped = !_rows.IsWrapped;
        Rebuild();
    }

    /// <summary>Folds the selected line's run into one row, or unfolds it.</summary>
    public void Fold()
    {
        if (Selected is { } entry)
        {
            IsFollowing = false;
            _rows.Fold(entry);
            Rebuild();
        }
    }

    /// <summary>Folds every run into one row, or unfolds all.</summary>
    public void FoldAll()
    {
        _rows.FoldAll(_log.Entries);
        Rebuild();
    }

    /// <summary>Copies the selected line, the whole of it.</summary>
    public void CopyLine()
    {
        if (Selected is { } entry)
        {
            CopyRequested?.Invoke(entry.Text);
        }
    }

    /// <summary>Goes to the place in a file that the selected line names.</summary>
    public void JumpToPlace()
    {
        if (Selected is { } entry && SourcePlace.In(entry.Text) is { } place)
        {
            JumpRequested?.Invoke(place);
        }
    }

    /// <summary>Begins to type words that lines must hold.</summary>
    public void BeginFilter()
    {
        _filter.Visible = true;
        _list.Y = 1;
        _filter.SetFocus();
    }

    protected override void OnFrameChanged(in System.Drawing.Rectangle frame)
    {
        base.OnFrameChanged(frame);
        Rebuild();
    }

    private void Rebuild()
    {
        var selected = Selected;
        _rows.Update(_log, _min, _filter.Text, Math.Max(1, Frame.Width - 1)); // the last column is the scroll bar's
        _version = _log.Version;
        var row = IsFollowing || selected is null ? -1 : _rows.Rows.Index().FirstOrDefault(one => IsSameLine(one.Item, selected), (-1, default!)).Item1;
        _isBuilding = true;
        _list.Select(row >= 0 ? row : _rows.Rows.Count - 1);
        _isBuilding = false;
        _list.SetNeedsDraw();
        SuperView?.SetNeedsDraw();
    }

    private static bool IsSameLine(ConsoleRow row, ConsoleEntry entry) =>
        ReferenceEquals(row.Entry, entry) || (row.FoldedCount > 0 && row.Entry.FoldKey == entry.FoldKey);

    // Who goes to an earlier line wants to read it; who goes to the last one wants those that come.
    private void OnChosen(int row)
    {
        if (!_isBuilding)
        {
            IsFollowing = row == _rows.Rows.Count - 1;
            SuperView?.SetNeedsDraw();
        }
    }

    private InkLine Row(int index, int width)
    {
        var row = _rows.Rows[index];
        var ink = row.FoldedErrorCount > 0 ? Ink.Bad
            : row.Entry.Level switch { EventSeverity.Error => Ink.Bad, EventSeverity.Warning => Ink.Warning, _ => Ink.Normal };
        if (!row.IsFirst)
        {
            return new InkLine().Add(new string(' ', ConsoleRows.Indent)).Add(row.Text, ink);
        }

        var line = new InkLine().Add($"{_rows.TimeOf(row.Entry)} ", Ink.Dim);
        if (row.FoldedCount > 0)
        {
            line.Add(_appearance.Glyphs.Closed, Ink.Dim).Add(row.Entry.FoldKey, Ink.Accent)
                .Add($" {row.FoldedCount.ToString("N0", CultureInfo.InvariantCulture)} lines", Ink.Dim)
                .Add(row.FoldedErrorCount > 0 ? $", {row.FoldedErrorCount.ToString("N0", CultureInfo.InvariantCulture)} errors" : "", Ink.Bad)
                .Add("  ");
        }
        else if (row.Entry.Source.Length > 0)
        {
            line.Add($"{row.Entry.Source}  ", Ink.Dim);
        }

        return line.Add(row.Text, ink);
    }

    private void Accept(int row)
    {
        if (_rows.Rows[row].FoldedCount > 0)
        {
            Fold();
        }
        else
        {
            JumpToPlace();
        }
    }

    private bool OnListKey(int row, Key key)
    {
        Action? action = key == new Key('/') ? BeginFilter
            : key == new Key('l') ? NextLevel
            : key == new Key('f') ? Follow
            : key == new Key('w') ? Wrap
            : key == Key.Space ? Fold
            : key == new Key('z') ? FoldAll
            : key == new Key('c') ? CopyLine
            : null;
        action?.Invoke();
        return action is not null;
    }

    private void OnFilterKey(object? sender, Key key)
    {
        if (_filter.IsEndedBy(key))
        {
            _list.SetFocus();
            _filter.Visible = _filter.Text.Length > 0;
            _list.Y = _filter.Visible ? 1 : 0;
        }
    }
}
