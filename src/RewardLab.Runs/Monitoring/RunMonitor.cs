using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Monitoring;

/// <summary>Follows one run through its folder, whichever process works on it: its curves, its lines, its progress.</summary>
/// <remarks>Everything it knows comes from events' values, so a new component's curves appear without code here. <see cref="Poll"/> belongs to one thread; the rest is safe from any.</remarks>
public sealed class RunMonitor
{
    /// <summary>Lines kept.</summary>
    public const int LineCapacity = 5000;

    private const int MaxWordLength = 40;

    // What events count by, the first that is there.
    private static readonly string[] Units = ["epoch", "step", "iteration", "round", "n", "count"];

    private readonly Lock _gate = new();
    private readonly RunEventTail _tail;
    private readonly Dictionary<CurveKey, Curve> _curves = [];
    private readonly LinkedList<LogEntry> _lines = new();
    private readonly List<ChartAnnotation> _marks = [];
    private RunEntry _run;
    private string? _problem;
    private int _lineCount;

    /// <summary>Follows a run from its first event on; nothing is read before <see cref="Poll"/>.</summary>
    public RunMonitor(RunEntry run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        _tail = new RunEventTail(run.Folder);
    }

    /// <summary>Changes whenever something new has come.</summary>
    public long Version { get; private set; }

    /// <summary>Events so far.</summary>
    public long EventCount { get; private set; }

    /// <summary>The run, as it was when it was last looked at.</summary>
    public RunEntry Run
    {
        get
        {
            lock (_gate)
            {
                return _run;
            }
        }
    }

    /// <summary>How far it is; null where nobody works on it.</summary>
    public RunHeartbeat? Heartbeat { get; private set; }

    /// <summary>The curves, by kind, name and value.</summary>
    public IReadOnlyList<(CurveKey Key, CurveSegment[] Points)> Curves(Func<CurveKey, bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        lock (_gate)
        {
            return [.. _curves.Values.Where(curve => wanted(curve.Key)).Select(curve => (curve.Key, curve.Points))];
        }
    }

    /// <summary>A curve's last value; NaN where there is no such curve.</summary>
    public double LastOf(CurveKey key)
    {
        lock (_gate)
        {
            return _curves.TryGetValue(key, out var curve) ? curve.Last : double.NaN;
        }
    }

    /// <summary>What curves there are, in the order they appeared.</summary>
    public IReadOnlyList<CurveKey> Keys
    {
        get
        {
            lock (_gate)
            {
                return [.. _curves.Keys];
            }
        }
    }

    /// <summary>Lines that came after so many, or those that are still kept of them.</summary>
    /// <param name="count">How many there were when this was last asked.</param>
    /// <param name="total">How many there are now; less than before where the log was cut back.</param>
    public IReadOnlyList<LogEntry> LinesAfter(int count, out int total)
    {
        lock (_gate)
        {
            total = _lineCount;
            return count >= total ? [] : [.. _lines.TakeLast(Math.Min(total - count, _lines.Count))];
        }
    }

    /// <summary>Alarms, fallbacks and the like: events that a curve should show where they happened.</summary>
    public IReadOnlyList<ChartAnnotation> Marks
    {
        get
        {
            lock (_gate)
            {
                return [.. _marks];
            }
        }
    }

    /// <summary>Reads what is new.</summary>
    /// <returns>Whether anything was.</returns>
    public bool Poll()
    {
        var before = Version;
        try
        {
            for (var batch = _tail.Read(); batch != RunEventBatch.Empty; batch = _tail.Read())
            {
                Take(batch);
            }
        }
        catch (RewardLabException exception)
        {
            ReportProblem(exception.Message);
        }

        TakeState();
        return Version != before;
    }

    private void TakeState()
    {
        var heartbeat = RunStore.Heartbeat(_run);
        var run = RunStore.Read(_run.Folder);
        if (heartbeat != Heartbeat || run.Record?.Status != _run.Record?.Status || run.Damage != _run.Damage)
        {
            lock (_gate)
            {
                (Heartbeat, _run) = (heartbeat, run);
                Version++;
            }
        }

        if (run.Damage is { } damage && _problem is null)
        {
            ReportProblem(damage);
        }
    }

    // The same trouble at every poll is said once.
    private void ReportProblem(string problem)
    {
        lock (_gate)
        {
            if (_problem != problem)
            {
                _problem = problem;
                Version++;
                AddLine(new LogEntry(0, LogSeverity.Error, problem));
            }
        }
    }

    private void Take(RunEventBatch batch)
    {
        lock (_gate)
        {
            if (batch.IsAnew)
            {
                _curves.Clear();
                _lines.Clear();
                _marks.Clear();
                EventCount = 0;
                _lineCount = 0;
            }

            Version++;
            foreach (var item in batch.Events)
            {
                EventCount++;
                TakeEvent(item);
            }

            foreach (var damage in batch.Damage)
            {
                AddLine(new LogEntry(0, LogSeverity.Error, damage));
            }
        }
    }

    private void TakeEvent(RunEvent item)
    {
        if (LogEntry.From(item) is { } line)
        {
            AddLine(line);
        }

        if (item.Data.ValueKind != JsonValueKind.Object || item.Kind == "run.started")
        {
            return;
        }

        var name = NameOf(item);
        var (unit, x) = Place(item);
        if (ChartAnnotation.From(item, name, unit, x) is { } mark)
        {
            _marks.Add(mark);
        }

        foreach (var value in item.Data.EnumerateObject())
        {
            if (value.Value.ValueKind == JsonValueKind.Number && value.Name != unit && value.Value.TryGetDouble(out var y))
            {
                CurveOf(new CurveKey(item.Kind, name, value.Name, unit)).Add(x, y);
            }
        }
    }

    // What an event is about stands in its words: a name, or a reward and a metric.
    private static string NameOf(RunEvent item)
    {
        var words = item.Data.EnumerateObject()
            .Where(value => value.Value.ValueKind == JsonValueKind.String && value.Name is not ("message" or "action"))
            .Select(value => (value.Name, Text: value.Value.GetString()!))
            .Where(value => value.Text.Length is > 0 and <= MaxWordLength)
            .OrderBy(value => value.Name != "name")
            .Select(value => value.Text);
        return string.Join(' ', words);
    }

    private static (string Unit, double X) Place(RunEvent item)
    {
        foreach (var unit in Units)
        {
            if (item.Data.TryGetProperty(unit, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var x))
            {
                return (unit, x);
            }
        }

        return ("event", item.Sequence);
    }

    private Curve CurveOf(CurveKey key)
    {
        if (!_curves.TryGetValue(key, out var curve))
        {
            _curves.Add(key, curve = new Curve(key));
        }

        return curve;
    }

    // Components log what they also emit; the line then takes the event's level.
    private void AddLine(LogEntry line)
    {
        if (_lines.Last?.Value is { } last && last.Text == line.Text && last.Level != line.Level)
        {
            if (last.Level > line.Level)
            {
                return;
            }

            _lines.RemoveLast();
            _lineCount--;
        }

        if (_lines.Count == LineCapacity)
        {
            _lines.RemoveFirst();
        }

        _lines.AddLast(line);
        _lineCount++;
    }
}
