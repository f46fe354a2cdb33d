using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Monitoring;

/// <summary>Follows one run through its folder, whichever process works on it: its curves, its lines, its progress.</summary>
/// <remarks>Everything it knows comes from events, so a new component's curves appear without code here. <see cref="Poll"/> belongs to one thread; the rest is
/// safe from any.</remarks>
public sealed class RunMonitor
{
    /// <summary>Number of log entries that are kept; older ones are dropped.</summary>
    public const int LineCapacity = 5000;

    private const string LogOrder = "event";

    private readonly Lock _gate = new();
    private readonly RunEventTail _tail;
    private readonly Dictionary<CurveKey, Curve> _curves = [];
    private readonly LinkedList<LogEntry> _lines = new();
    private readonly List<ChartAnnotation> _annotations = [];
    private readonly List<string> _problems = [];
    private RunEntry _run;
    private string? _problem;
    private int _lineCount;
    private (long Sequence, string Text)? _former;

    /// <summary>Follows a run from its first event on; nothing is read before <see cref="Poll"/>.</summary>
    public RunMonitor(RunEntry run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        _tail = new RunEventTail(run.Folder);
    }

    /// <summary>Changes whenever something new has come.</summary>
    public long Version { get; private set; }

    /// <summary>Number of events read so far.</summary>
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

    /// <summary>What of the run's files could not be read, a line each.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_gate)
            {
                return [.. _problems];
            }
        }
    }

    /// <summary>Alarms, fallbacks and the like: events that a curve should show where they happened.</summary>
    public IReadOnlyList<ChartAnnotation> Annotations
    {
        get
        {
            lock (_gate)
            {
                return [.. _annotations];
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
            Say(exception.Message);
        }

        TakeState();
        return Version != before;
    }

    private void TakeState()
    {
        var heartbeat = RunStore.Heartbeat(_run);
        var run = RunStore.Read(_run.Folder);
        if (heartbeat != Heartbeat || run.Record?.Status != _run.Record?.Status || run.Record?.Error != _run.Record?.Error || run.Damage != _run.Damage)
        {
            lock (_gate)
            {
                (Heartbeat, _run) = (heartbeat, run);
                Version++;
            }
        }

        if (run.Damage is { } damage && _problem is null)
        {
            Say(damage);
        }
    }

    // The same trouble at every poll is said once.
    private void Say(string problem)
    {
        lock (_gate)
        {
            if (_problem != problem)
            {
                _problem = problem;
                Version++;
                _problems.Add(problem);
                AddLine(new LogEntry(0, EventSeverity.Error, problem));
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
                _annotations.Clear();
                _problems.Clear();
                _former = null;
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
                _problems.Add(damage);
                AddLine(new LogEntry(0, EventSeverity.Error, damage));
            }
        }
    }

    private void TakeEvent(RunEvent item)
    {
        if (LogEntry.From(item) is { } entry)
        {
            AddFormerTwin(item, entry);
        }

        var (axis, x) = item.Position is { } position ? (position.Axis, position.Value) : (LogOrder, item.Sequence);
        if (ChartAnnotation.From(item, axis, x) is { } annotation)
        {
            _annotations.Add(annotation);
        }

        foreach (var metric in item.Metrics)
        {
            CurveOf(new CurveKey(item.Kind, item.Series, metric.Name, axis) { Role = metric.Role, Unit = metric.Unit, IsPrimary = metric.IsPrimary })
                .Add(x, metric.Value, metric.Lower ?? metric.Value, metric.Upper ?? metric.Value, item.ElapsedSeconds);
        }
    }

    private Curve CurveOf(CurveKey key)
    {
        if (!_curves.TryGetValue(key, out var curve))
        {
            _curves.Add(key, curve = new Curve(key));
        }

        return curve;
    }

    // In the first version a message that was emitted was logged just before: both are one.
    private void AddFormerTwin(RunEvent item, LogEntry entry)
    {
        if (item is { Schema: 1, Message: not null } && item.Kind != EventKinds.Log && _former == (item.Sequence - 1, entry.Text))
        {
            _lines.RemoveLast();
            _lineCount--;
        }

        _former = item is { Schema: 1, Kind: EventKinds.Log } ? (item.Sequence, entry.Text) : null;
        AddLine(entry);
    }

    private void AddLine(LogEntry line)
    {
        if (_lines.Count == LineCapacity)
        {
            _lines.RemoveFirst();
        }

        _lines.AddLast(line);
        _lineCount++;
    }
}
