namespace RewardLab.Runs.Monitoring;

/// <summary>A curve that grows without end in bounded memory: when it is full, neighbours join two by two, and no least or greatest value is lost.</summary>
/// <remarks>Not safe from several threads; <see cref="Points"/> gives a copy.</remarks>
public sealed class Curve(CurveKey key)
{
    /// <summary>Number of points that a curve keeps at most; more are merged in pairs.</summary>
    public const int Capacity = 2048;

    private readonly List<CurveSegment> _points = [];
    private int _valuesPerPoint = 1;
    private int _pending;

    /// <summary>Event kind and value that the curve shows.</summary>
    public CurveKey Key { get; } = key;

    /// <summary>Values it was given.</summary>
    public long ValueCount { get; private set; }

    /// <summary>The points in the order they came.</summary>
    public CurveSegment[] Points => [.. _points];

    /// <summary>The last value; NaN where there is none.</summary>
    public double Last => _points.Count > 0 ? _points[^1].Last : double.NaN;

    /// <summary>Adds a value; one that is not a finite number is counted and left out.</summary>
    public void Add(double x, double y) => Add(x, y, y, y);

    /// <summary>Adds a value with its interval; one that is no finite number is counted and left out.</summary>
    /// <param name="x">Where it lies.</param>
    /// <param name="y">The value.</param>
    /// <param name="lower">The interval's lower end; left out where it is no finite number.</param>
    /// <param name="upper">The interval's upper end; left out where it is no finite number.</param>
    /// <param name="elapsed">Seconds from the start of the run.</param>
    public void Add(double x, double y, double lower, double upper, double elapsed = 0)
    {
        ValueCount++;
        if (!double.IsFinite(x) || !double.IsFinite(y))
        {
            return;
        }

        var point = new CurveSegment(x, x, double.IsFinite(lower) ? Math.Min(lower, y) : y, double.IsFinite(upper) ? Math.Max(upper, y) : y, y)
        {
            Elapsed = elapsed,
        };
        if (_pending > 0)
        {
            _points[^1] = _points[^1].With(point);
        }
        else
        {
            if (_points.Count == Capacity)
            {
                Halve();
            }

            _points.Add(point);
        }

        _pending = (_pending + 1) % _valuesPerPoint;
    }

    /// <summary>Points joined with their neighbours until there are few enough; no least or greatest value is lost.</summary>
    /// <param name="points">A curve's, in order.</param>
    /// <param name="max">Points at most; at least 1.</param>
    public static IReadOnlyList<CurveSegment> Thin(IReadOnlyList<CurveSegment> points, int max)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        var together = (points.Count + max - 1) / max;
        return together <= 1 ? points : [.. points.Chunk(together).Select(chunk => chunk.Aggregate((all, next) => all.With(next)))];
    }

    private void Halve()
    {
        for (var i = 0; i < Capacity / 2; i++)
        {
            _points[i] = _points[2 * i].With(_points[(2 * i) + 1]);
        }

        _points.RemoveRange(Capacity / 2, Capacity / 2);
        _valuesPerPoint *= 2;
    }
}
