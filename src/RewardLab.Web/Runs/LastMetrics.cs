using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Store;

namespace RewardLab.Web.Runs;

/// <summary>The last value of each metric of each run, read once for each state of its events. Not safe from several threads.</summary>
/// <param name="time">The clock that says how long reading has taken, and when a running run is read again.</param>
internal sealed class LastMetrics(TimeProvider time)
{
    // A list must come at once: what has not been read yet comes with the next one.
    private static readonly TimeSpan TimeEach = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(10);
    private static readonly Dictionary<ListColumn, double> None = [];

    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>The metrics of a run as far as they are known.</summary>
    public IReadOnlyDictionary<ListColumn, double> Of(RunEntry run) => _known.TryGetValue(run.Id, out var known) ? known.Values : None;

    /// <summary>Reads what has changed, for a part of a second.</summary>
    /// <param name="runs">The runs, those that matter most first.</param>
    /// <returns>Whether all runs are read.</returns>
    public bool Read(IReadOnlyList<RunEntry> runs)
    {
        var start = time.GetTimestamp();
        foreach (var run in runs)
        {
            var file = new FileInfo(Path.Combine(run.Folder, RunEvents.FileName));
            var length = file.Exists ? file.Length : 0;
            if (_known.TryGetValue(run.Id, out var known) && (known.Length == length || time.GetElapsedTime(known.ReadAt) < Age))
            {
                continue;
            }

            if (time.GetElapsedTime(start) > TimeEach)
            {
                return false;
            }

            _known[run.Id] = new Known(length, time.GetTimestamp(), ReadRun(run));
        }

        return true;
    }

    private static Dictionary<ListColumn, double> ReadRun(RunEntry run)
    {
        var monitor = new RunMonitor(run);
        monitor.Poll();
        CurveKey[] keys = [.. monitor.Keys.Where(key => key.Role != MetricRole.Timing)];
        var last = new Dictionary<ListColumn, double>();
        foreach (var key in keys)
        {
            // Several trainings of one run have a column each, and runs of one training share theirs.
            var isOne = keys.Count(other => (other.Kind, other.Metric, other.Role) == (key.Kind, key.Metric, key.Role)) == 1;
            if (monitor.LastOf(key) is var value && double.IsFinite(value))
            {
                last[new ListColumn(IsMetric: true, isOne ? key.Label : $"{key.Label} of {key.Series}", key.Kind)] = value;
            }
        }

        return last;
    }

    private sealed record Known(long Length, long ReadAt, IReadOnlyDictionary<ListColumn, double> Values);
}
