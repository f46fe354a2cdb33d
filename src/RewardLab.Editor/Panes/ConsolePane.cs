using RewardLab.Abstractions;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Logs;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Panes;

/// <summary>The console: what runs and the editor say, by level and by words; the end is followed until the user looks elsewhere.</summary>
internal sealed class ConsolePane : View
{
    private readonly Appearance _appearance;
    private readonly ConsoleLog _log;
    private readonly ItemList _list;
    private readonly TextField _filter;
    private List<ConsoleEntry> _shown = [];
    private EventSeverity _min = EventSeverity.Information;
    private long _version = -1;

    public ConsolePane(Appearance appearance, ConsoleLog log)
    {
        _appearance = appearance;
        _log = log;
        CanFocus = true;
        _filter = new TextField { Width = Dim.Fill(), Visible = false };
        _list = new ItemList(appearance) { Count = () => _shown.Count, Row = Row, ScrollsSideways = true, Hint = static () => "no messages yet" };
        _list.Entered += row => Accept(_shown[row]);
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

    /// <summary>Begins to type words that lines must hold.</summary>
    public void BeginFilter()
    {
        _filter.Visible = true;
        _list.Y = 1;
        _filter.SetFocus();
    }

    private static bool Holds(ConsoleEntry entry, string[] words) =>
        Array.TrueForAll(
            words, word => entry.Text.Contains(word, StringComparison.OrdinalIgnoreCase) || entry.Source.Contains(word, StringComparison.OrdinalIgnoreCase));

    private void Rebuild()
    {
        var words = _filter.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var selected = _list.Selected >= 0 && _list.Selected < _shown.Count ? _shown[_list.Selected] : null;
        _shown = [.. _log.Entries.Where(entry => entry.Level >= _min && Holds(entry, words))];
        _version = _log.Version;
        _list.Select(IsFollowing || selected is null ? _shown.Count - 1 : Math.Max(0, _shown.IndexOf(selected)));
        _list.SetNeedsDraw();
        SuperView?.SetNeedsDraw();
    }

    private InkLine Row(int index, int width)
    {
        var entry = _shown[index];
        var line = new InkLine();
        if (entry.Source.Length > 0)
        {
            line.Add($"{entry.Source}  ", Ink.Dim);
        }

        return line.Add(entry.Text, entry.Level switch { EventSeverity.Error => Ink.Bad, EventSeverity.Warning => Ink.Warning, _ => Ink.Normal });
    }

    private void Accept(ConsoleEntry entry)
    {
        if (SourcePlace.In(entry.Text) is { } place)
        {
            JumpRequested?.Invoke(place);
        }
    }

    private bool OnListKey(int row, Key key)
    {
        if (key == new Key('/'))
        {
            BeginFilter();
        }
        else if (key == new Key('l'))
        {
            NextLevel();
        }
        else if (key == new Key('f'))
        {
            Follow();
        }
        else if (key == new Key('c') && row >= 0)
        {
            CopyRequested?.Invoke(_shown[row].Text);
        }
        else
        {
            return false;
        }

        return true;
    }

    private void OnFilterKey(object? sender, Key key)
    {
        if (key == Key.Esc)
        {
            _filter.Text = "";
        }

        if (key == Key.Esc || key == Key.Enter)
        {
            _list.SetFocus();
            _filter.Visible = _filter.Text.Length > 0;
            _list.Y = _filter.Visible ? 1 : 0;
            key.Handled = true;
        }
    }
}
