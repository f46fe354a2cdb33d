using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Plots;
using RewardLab.Editor.Samples;
using RewardLab.Editor.Themes;
using RewardLab.Editor.Workspace;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Samples;
using RewardLab.Runs.Store;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Panes;

/// <summary>The run that is watched: how far it is, and its curves beside those of other runs.</summary>
internal sealed class MonitorPane : View
{
    private const int HeadRows = 2;
    private const int ListWidth = 34;
    private const int WideColumns = 72;

    private readonly Appearance _appearance;
    private readonly Workbench _bench;
    private readonly ItemList _list;
    private readonly PlotView _plot;
    private readonly ItemList _lines;
    private readonly SamplesPane _images;
    private readonly CurveChoice _choice = new();
    private IReadOnlyList<LogEntry> _entries = [];
    private HashSet<CurveKey> _curves = [];
    private (RunMonitor? Feed, long Version, int OverlayCount) _seen = (null, -1, 0);
    private IReadOnlyList<CurveKey> _keys = [];
    private bool? _ownScales;

    public MonitorPane(Appearance appearance, Workbench bench, ImageCache images)
    {
        _appearance = appearance;
        _bench = bench;
        CanFocus = true;
        _list = new ItemList(appearance)
        {
            Y = HeadRows,
            Width = Dim.Func(_ => IsWide ? ListWidth : Viewport.Width),
            Height = Dim.Func(_ => IsWide ? Math.Max(0, Viewport.Height - HeadRows) : Math.Max(0, (Viewport.Height - HeadRows) / 3)),
            Count = () => _keys.Count,
            Row = Row,
            Hint = () => _bench.Monitor is null ? "no run is selected" : "no metrics yet",
        };
        _plot = new PlotView(appearance)
        {
            X = Pos.Func(_ => IsWide ? ListWidth + 1 : 0),
            Y = Pos.Func(_ => IsWide ? HeadRows : HeadRows + Math.Max(0, (Viewport.Height - HeadRows) / 3)),
            Width = Dim.Fill(),
            Height = Dim.Fill(),
        };
        _lines = new ItemList(appearance)
        {
            X = Pos.Func(_ => LinesLeft),
            Y = HeadRows,
            Width = Dim.Fill(),
            Height = Dim.Func(_ => LinesHeight),
            Count = () => _entries.Count,
            Row = (row, _) => InkLine.Create(
                _entries[row].Text,
                _entries[row].Severity switch { EventSeverity.Error => Ink.Bad, EventSeverity.Warning => Ink.Warning, _ => Ink.Normal }),
            ScrollsSideways = true,
            Hint = () => _bench.Monitor is null ? "" : "nothing said yet",
        };
        _images = new SamplesPane(appearance, images)
        {
            X = Pos.Func(_ => LinesLeft),
            Y = Pos.Func(_ => HeadRows + LinesHeight),
            Width = Dim.Fill(),
            Height = Dim.Fill(),
        };
        _list.Entered += Toggle;
        _list.Clicked += (row, _) => Toggle(row);
        _list.KeyPressed += OnListKey;
        Add(_list, _plot, _lines, _images);
        ShowKind();
    }

    /// <summary>Whether the run that is watched is a pipeline: it has stages, images and results, but no curves, or those of a result alone that nobody has
    /// asked to see.</summary>
    public bool IsPipeline => _bench.Monitor is not null
        && (_curves.Count == 0 || (_bench.Overlays.Count == 0 && !_choice.IsUsers && _curves.All(key => key.Kind == EventKinds.BestOfNPoint)));

    private int LinesLeft => IsPipeline && _keys.Count > 0 && IsWide ? ListWidth + 1 : 0;

    private int LinesHeight => Math.Max(0, (Viewport.Height - HeadRows) * (_images.HasImages ? 2 : 5) / 5);

    private bool IsWide => Viewport.Width >= WideColumns;

    /// <summary>Takes up what has come since.</summary>
    /// <returns>Whether anything had.</returns>
    public bool Refresh()
    {
        var now = (_bench.Monitor, (_bench.Monitor?.Version ?? 0) + _bench.Overlays.Sum(feed => feed.Version), _bench.Overlays.Count);
        if (now == _seen)
        {
            return false;
        }

        _seen = now;
        Rebuild();
        return true;
    }

    /// <summary>Shows the newest images of a run.</summary>
    public void ShowImages(IReadOnlyList<Sample> samples)
    {
        _images.Show([.. samples.Reverse()], "", []);
        ShowKind();
    }

    /// <summary>Gives each curve a scale of its own, or all the same one.</summary>
    public void ToggleScales()
    {
        _ownScales = !HasOwnScales();
        Rebuild();
    }

    /// <summary>Takes logarithms of the values, or no longer.</summary>
    public void ToggleLogarithm() => _plot.ToggleLogarithm();

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var (first, second) = Head(_bench.Monitor, Viewport.Width);
        first.Draw(this, 0, 0, Viewport.Width, _appearance);
        second.Draw(this, 0, 1, Viewport.Width, _appearance);
        return true;
    }

    private InkLine Row(int index, int width)
    {
        var key = _keys[index];
        var number = _choice.NumberOf(key);
        var isCurve = _curves.Contains(key);
        var last = _bench.Monitor?.LastOf(key) ?? double.NaN;
        var value = double.IsNaN(last) ? "" : PlotAxis.Number(last, Math.Abs(last) / 1000);
        return new InkLine()
            .Add(number > 0 ? _appearance.Glyphs.Checked : _appearance.Glyphs.Unchecked, number > 0 ? Ink.Series1 + ((number - 1) % 6) : Ink.Dim)
            .Add($" {key.Label}", isCurve ? Ink.Normal : Ink.Dim)
            .Add(number > 0 && HasMarks ? $" {MarkOf(key)}" : "")
            .Add($" {(key.Series.Length > 0 ? key.Series : key.Kind)}", Ink.Dim)
            .PadTo(Math.Max(0, width - value.Length - 1))
            .Add($" {value}", Ink.Dim);
    }

    private void Toggle(int row)
    {
        _choice.Toggle(_keys[row]);
        Rebuild();
    }

    private bool OnListKey(int row, Key key)
    {
        if (key == Key.Space && row >= 0)
        {
            Toggle(row);
        }
        else if (key == new Key('s'))
        {
            ToggleScales();
        }
        else if (key == new Key('l'))
        {
            ToggleLogarithm();
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool HasOwnScales() => _ownScales ?? _choice.Chosen(_keys).Select(key => key.Label).Distinct(StringComparer.Ordinal).Count() > 1;

    // With several metrics a mark tells the metrics apart; with several runs colours tell the runs.
    private bool HasMarks => _choice.Chosen(_keys).Select(key => key.Label).Distinct(StringComparer.Ordinal).Count() > 1;

    private char MarkOf(CurveKey key)
    {
        var labels = _choice.Chosen(_keys).Select(one => one.Label).Distinct(StringComparer.Ordinal).ToList();
        return HasMarks && labels.IndexOf(key.Label) is >= 0 and var index ? _appearance.Glyphs.Marks[index % _appearance.Glyphs.Marks.Length] : ' ';
    }

    private void Rebuild()
    {
        _keys = _bench.Monitor?.Keys ?? [];
        _curves = [.. _bench.Monitor?.Curves(static _ => true).Where(curve => IsVarying(curve.Points)).Select(curve => curve.Key) ?? []];
        _entries = _bench.Monitor?.LinesAfter(0, out _) ?? [];
        _lines.Select(int.MaxValue);
        _choice.ChooseFirst([.. _keys.Where(_curves.Contains)]);
        var chosen = _choice.Chosen(_keys);
        var series = new List<PlotSeries>();
        foreach (var key in chosen)
        {
            foreach (var (feed, index) in Feeds())
            {
                // Another run's training of the same kind has another name as often as not.
                foreach (var (found, points) in feed.Curves(
                    other => other.Kind == key.Kind && other.Role == key.Role && other.Metric == key.Metric && (index == 0 ? other == key : true)))
                {
                    var isAlone = _bench.Overlays.Count == 0;
                    var title = isAlone && chosen.Count(one => one.Label == key.Label) == 1
                        ? key.Label
                        : $"{key.Label} {found.Series}{(isAlone ? "" : $" ({NameOf(feed)})")}";
                    series.Add(new PlotSeries(title, points, isAlone ? _choice.NumberOf(key) : index + 1)
                    {
                        Measure = key.Label,
                        Mark = _appearance.Theme == EditorTheme.Plain ? _appearance.Glyphs.Marks[series.Count % _appearance.Glyphs.Marks.Length] : MarkOf(key),
                    });
                }
            }
        }

        // Without colours marks tell all curves apart; one alone needs none.
        if (_appearance.Theme == EditorTheme.Plain && series.Count == 1)
        {
            series[0] = series[0] with { Mark = ' ' };
        }

        var marks = _bench.Monitor?.Annotations
            .Where(annotation => chosen.Any(key => key.Axis == annotation.Axis && (annotation.Series.Length == 0 || annotation.Series == key.Series)))
            .Select(annotation => (annotation.X, annotation.Text)).ToArray() ?? [];
        _plot.Show(series, marks, chosen.Select(key => key.Axis).FirstOrDefault() ?? "", HasOwnScales());
        ShowKind();
        _list.SetNeedsDraw();
        SetNeedsDraw();
    }

    private void ShowKind()
    {
        (_plot.Visible, _lines.Visible, _images.Visible) = (!IsPipeline, IsPipeline, IsPipeline && _images.HasImages);
        _list.Visible = !IsPipeline || (_keys.Count > 0 && IsWide);
        SetNeedsLayout();
        SetNeedsDraw();
    }

    // A number that stays the same is no curve, nor is a single one.
    private static bool IsVarying(CurveSegment[] points) =>
        points.Length > 1 && points.Any(point => !point.Minimum.Equals(points[0].Last) || !point.Maximum.Equals(points[0].Last));

    private IEnumerable<(RunMonitor Feed, int Index)> Feeds() =>
        _bench.Monitor is { } feed ? _bench.Overlays.Prepend(feed).Index().Select(pair => (pair.Item, pair.Index)) : [];

    private static string NameOf(RunMonitor feed) => feed.Run.Notes.Name ?? (feed.Run.Id.Length > 15 ? feed.Run.Id[..15] : feed.Run.Id);

    private (InkLine First, InkLine Second) Head(RunMonitor? feed, int width)
    {
        if (feed is null)
        {
            return (InkLine.Create("F5 runs the open recipe; Enter on a run in Project shows it here.", Ink.Dim), new InkLine());
        }

        var record = feed.Run.Record;
        var status = RunStatusText.Format(feed.Run);
        var took = record?.DurationSeconds is { } seconds ? $" in {DurationText.Format(TimeSpan.FromSeconds(seconds))}" : "";
        var ink = record?.Status switch
        {
            RunStatus.Completed => Ink.Good,
            RunStatus.Running => Ink.Accent,
            RunStatus.Failed or null => Ink.Bad,
            _ => Ink.Warning,
        };
        var first = new InkLine()
            .Add(feed.Run.Id, Ink.Accent)
            .Add("  ")
            .Add(status, ink)
            .Add(took)
            .Add($"  {feed.EventCount.ToString("N0", CultureInfo.InvariantCulture)} events", Ink.Dim);
        return (first, record?.Error is { } error ? InkLine.Create(error, Ink.Bad) : Progress(feed.Heartbeat, width));
    }

    private InkLine Progress(RunHeartbeat? heartbeat, int width)
    {
        if (heartbeat is not { Stage.Length: > 0 })
        {
            return new InkLine();
        }

        var left = heartbeat.TimeLeft is { } time ? $"  {DurationText.Format(time)} left" : "";
        var pace = heartbeat.UnitsPerSecond is { } rate ? $"  {PlotAxis.Number(rate, rate / 100)}/s" : "";
        var counts = FormattableString.Invariant($" {heartbeat.Done}/{heartbeat.Total}{pace}{left}");
        var cells = Math.Clamp(width - heartbeat.Stage.Length - counts.Length - 2, 0, 30);
        var full = (int)(cells * heartbeat.Done / Math.Max(1, heartbeat.Total));
        return new InkLine()
            .Add($"{heartbeat.Stage} ")
            .Add(string.Concat(Enumerable.Repeat(_appearance.Glyphs.Full, full)), Ink.Good)
            .Add(string.Concat(Enumerable.Repeat(_appearance.Glyphs.Empty, cells - full)), Ink.Dim)
            .Add(counts);
    }
}
