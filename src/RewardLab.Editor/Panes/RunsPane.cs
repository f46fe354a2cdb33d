using System.Globalization;
using RewardLab.Editor.Controls;
using RewardLab.Editor.RunLists;
using RewardLab.Editor.Themes;
using RewardLab.Editor.Workspace;
using RewardLab.Runs.Store;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Panes;

/// <summary>Jobs that wait and every run: how it stands, what was changed, how long it took, what it found.</summary>
internal sealed class RunsPane : View
{
    private const int StartedColumns = 12;
    private const int DurationColumns = 9;
    private const int WideColumns = 80;

    private readonly Appearance _appearance;
    private readonly Workbench _bench;
    private readonly RunList _runs = new();
    private readonly ItemList _head;
    private readonly ItemList _list;
    private readonly TextField _filter;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public RunsPane(Appearance appearance, Workbench bench)
    {
        (_appearance, _bench) = (appearance, bench);
        CanFocus = true;
        _head = new ItemList(appearance) { Height = 1, Count = static () => 1, Row = (_, width) => Head(width), CanFocus = false };
        _filter = new TextField { Y = 1, Width = Dim.Fill(), Visible = false };
        _list = new ItemList(appearance)
        {
            Y = 1,
            Count = () => _runs.Rows.Count,
            Row = Row,
            Hint = () => _runs.Filter.Length > 0 ? "nothing matches; Esc clears the filter" : "no runs yet: F5 runs the open recipe",
        };
        _list.Chosen += _ => Chosen?.Invoke();
        _list.Entered += row => Entered?.Invoke(_runs.Rows[row]);
        _list.ContextRequested += (row, place) => MenuRequested?.Invoke(_runs.Rows[row], place);
        _list.KeyPressed += OnListKey;
        _filter.ValueChanged += (_, change) => Apply(change.NewValue ?? "");
        _filter.KeyDown += OnFilterKey;
        Add(_head, _list, _filter);
    }

    /// <summary>Another row is selected.</summary>
    public event Action? Chosen;

    /// <summary>Enter on a row.</summary>
    public event Action<RunRow>? Entered;

    /// <summary>What can be done with a row is asked for, at a place of the screen.</summary>
    public event Action<RunRow, System.Drawing.Point>? MenuRequested;

    /// <summary>A key on a row that stands for an action there; whether it was used.</summary>
    public event Func<RunRow, Key, bool>? KeyPressed;

    /// <summary>The selected row; null where there is none.</summary>
    public RunRow? Selected => _list.Selected >= 0 ? _runs.Rows[_list.Selected] : null;

    /// <summary>The filter's words.</summary>
    public string Filter => _filter.Text;

    /// <summary>Filters by words.</summary>
    public void SetFilter(string words)
    {
        _filter.Text = words;
        ShowFilter(words.Length > 0);
    }

    /// <summary>Takes up what has changed of runs and jobs.</summary>
    public void Refresh()
    {
        var selected = Selected;
        if (_runs.Update(_bench.Tree.Roots, _bench.Queue.Waiting))
        {
            Reselect(selected);
        }
    }

    /// <summary>Selects the row of a run.</summary>
    public void Select(RunEntry run) =>
        _list.Select(_runs.Rows.Index().FirstOrDefault(row => row.Item.Run?.Run.Folder == run.Folder, (_list.Selected, default!)).Item1);

    /// <summary>Sorts by the next column.</summary>
    public void NextOrder()
    {
        var selected = Selected;
        _runs.NextColumn();
        Reselect(selected);
        if (_runs.Column == RunColumn.Result)
        {
            ReadResults([.. _runs.Rows.Select(row => row.Run).OfType<RunSummary>()]);
        }
    }

    /// <summary>Turns the order round.</summary>
    public void Reverse()
    {
        var selected = Selected;
        _runs.Reverse();
        Reselect(selected);
    }

    /// <summary>Begins to type words that runs must hold.</summary>
    public void BeginFilter()
    {
        ShowFilter(isShown: true);
        _filter.SetFocus();
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        // Only what is seen is read: a thousand runs cost no more than thirty.
        ReadResults([.. Enumerable.Range(0, _runs.Rows.Count).Where(row => _list.RowOnView(row) >= 0).Select(row => _runs.Rows[row].Run).OfType<RunSummary>()]);
        return base.OnDrawingContent(context);
    }

    private void ReadResults(RunSummary[] runs)
    {
        RunEntry[] unread =
        [
            .. runs.Where(run => _runs.ResultOf(run) is null && run.Run.Record is { } record
                && _asked.Add($"{run.Run.Folder} {record.Status} {record.DurationSeconds}")).Select(run => run.Run),
        ];
        if (unread.Length > 0)
        {
            _bench.Background.Do(() => unread.Select(run => (run, KeyResult.Read(run.Folder))).ToArray(), results =>
            {
                var selected = Selected;
                _runs.Take(results);
                Reselect(selected);
            });
        }
    }

    private void Reselect(RunRow? former)
    {
        var row = _runs.Rows.Index().FirstOrDefault(
            row => former is not null && (former.Job is { } job ? row.Item.Job == job : row.Item.Run?.Run.Folder == former.Run!.Run.Folder), (-1, default!))
                .Item1;
        _list.Select(row >= 0 ? row : _list.Selected);
        SetNeedsDraw();
        _list.SetNeedsDraw();
        _head.SetNeedsDraw();
    }

    private static (int Name, int Values, int Result, bool HasStarted) Widths(int width)
    {
        var hasStarted = width >= WideColumns;
        var rest = Math.Max(12, width - 2 - DurationColumns - (hasStarted ? StartedColumns : 0));
        return (rest * 35 / 100, rest * 35 / 100, rest - (2 * (rest * 35 / 100)), hasStarted);
    }

    private InkLine Head(int width)
    {
        var (name, values, _, hasStarted) = Widths(width);
        var line = new InkLine().Add("  ").Add(InkLine.Cut(Heading("run", RunColumn.Name), name - 1), Ink.Dim).PadTo(2 + name);
        line.Add(InkLine.Cut(Heading("changed values", RunColumn.Values), values - 1), Ink.Dim).PadTo(2 + name + values);
        line.Add(Heading("took", RunColumn.Duration), Ink.Dim).PadTo(2 + name + values + DurationColumns);
        if (hasStarted)
        {
            line.Add(Heading("started", RunColumn.Started), Ink.Dim).PadTo(2 + name + values + DurationColumns + StartedColumns);
        }

        return line.Add(Heading("key result", RunColumn.Result), Ink.Dim).Add(_runs.Column == RunColumn.State ? "  by state" : "", Ink.Dim);
    }

    private string Heading(string title, RunColumn column) =>
        _runs.Column == column ? $"{title} {(_runs.IsDescending ? _appearance.Glyphs.Descending : _appearance.Glyphs.Ascending)}" : title;

    private InkLine Row(int index, int width)
    {
        var row = _runs.Rows[index];
        var (name, values, _, hasStarted) = Widths(width);
        if (row.Job is { } job)
        {
            return new InkLine().Add($"{_appearance.Glyphs.Waiting} ", Ink.Dim).Add(InkLine.Cut(job.Job.Title, name - 1)).PadTo(2 + name)
                .Add(InkLine.Cut(JobText.Values(job.Job), Math.Max(4, width - name - 12)), Ink.Changed)
                .Add("  queued", Ink.Dim);
        }

        var run = row.Run!;
        var (glyph, ink) = StateOf(run.Run);
        var isWatched = _bench.Monitor?.Run.Folder == run.Run.Folder;
        var line = new InkLine().Add($"{glyph} ", ink).Add(InkLine.Cut(run.Title, name - 1), isWatched ? Ink.Accent : Ink.Normal).PadTo(2 + name);
        line.Add(InkLine.Cut(run.ChangedText, values - 1), Ink.Changed).PadTo(2 + name + values);
        line.Add(run.Run.Record?.DurationSeconds is { } seconds ? DurationText.Format(TimeSpan.FromSeconds(seconds)) : "", Ink.Dim)
            .PadTo(2 + name + values + DurationColumns);
        if (hasStarted)
        {
            line.Add(run.Run.Record?.Started.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "", Ink.Dim)
                .PadTo(2 + name + values + DurationColumns + StartedColumns);
        }

        line.Add(
            run.Run.Damage is not null ? RunStatusText.Damaged : run.Run.Record?.Error ?? _runs.ResultOf(run)?.Text ?? "",
            ink == Ink.Bad ? Ink.Bad : Ink.Normal);
        return line.Add(string.Concat(run.Run.Notes.Tags.Select(tag => $" #{tag}")), Ink.Accent).Add(run.Run.Notes.Note is null ? "" : " *", Ink.Dim);
    }

    private (string Glyph, Ink Ink) StateOf(RunEntry run) => run.Record?.Status switch
    {
        RunStatus.Running => (_appearance.Glyphs.Running, Ink.Accent),
        RunStatus.Completed => (_appearance.Glyphs.Completed, Ink.Good),
        RunStatus.Failed or null => (_appearance.Glyphs.Failed, Ink.Bad),
        _ => (_appearance.Glyphs.Cancelled, Ink.Warning),
    };

    private bool OnListKey(int row, Key key)
    {
        if (key == new Key('/'))
        {
            BeginFilter();
        }
        else if (key == new Key('s'))
        {
            NextOrder();
        }
        else if (key == new Key('S'))
        {
            Reverse();
        }
        else
        {
            return Selected is { } selected && (KeyPressed?.Invoke(selected, key) ?? false);
        }

        return true;
    }

    private void Apply(string words)
    {
        var selected = Selected;
        _runs.Filter = words;
        Reselect(selected);
    }

    private void ShowFilter(bool isShown)
    {
        _filter.Visible = isShown;
        _list.Y = isShown ? 2 : 1;
    }

    private void OnFilterKey(object? sender, Key key)
    {
        if (_filter.IsEndedBy(key))
        {
            _list.SetFocus();
            ShowFilter(_filter.Text.Length > 0);
        }
    }
}
