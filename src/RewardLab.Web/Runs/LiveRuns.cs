using System.Globalization;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Store;

namespace RewardLab.Web.Runs;

/// <summary>The runs of a store while they continue. Each run's events are read once, whoever asks, and a request for one run does not wait for another's.
/// Safe from any thread.</summary>
/// <param name="store">The store.</param>
/// <param name="time">The clock that says when the list has to be read again.</param>
/// <param name="answerLinks">Where people answer the studies of a run's folder: a word and an address each.</param>
internal sealed class LiveRuns(RunStore store, TimeProvider time, Func<string, IEnumerable<(string Word, string Address)>> answerLinks)
{
    private const int MaxMonitors = 32;
    private static readonly TimeSpan ListAge = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Lock _listGate = new();
    private readonly Dictionary<string, LiveMonitor> _feeds = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _latest = new();
    private readonly LastMetrics _metrics = new(time);
    private IReadOnlyList<RunEntry> _list = [];
    private long _listed;
    private int _feedCount;

    /// <summary>A row of the list for every run, the latest first; at most half a second old.</summary>
    /// <param name="columns">Chosen columns, after those that every list has.</param>
    public string Rows(IReadOnlyList<ListColumn> columns)
    {
        lock (_listGate)
        {
            var runs = List();
            if (columns.Any(column => column.IsMetric))
            {
                _metrics.Read(runs);
            }

            return RunListPage.Rows([.. runs.Select(run => (run, RunStore.Heartbeat(run)))], columns, _metrics.Of, answerLinks);
        }
    }

    /// <summary>The columns that one can choose, and whether all runs have been asked for theirs.</summary>
    public (IReadOnlyList<ListColumn> Columns, bool IsWhole) Columns()
    {
        lock (_listGate)
        {
            var runs = List();
            var isWhole = _metrics.Read(runs);
            var parameters = runs.SelectMany(run => run.Record?.Parameters.Keys ?? []).Select(name => new ListColumn(IsMetric: false, name, ""));
            return ([.. parameters.Concat(runs.SelectMany(run => _metrics.Of(run).Keys)).Distinct()], isWhole);
        }
    }

    private IReadOnlyList<RunEntry> List()
    {
        if (_listed == 0 || time.GetElapsedTime(_listed) > ListAge)
        {
            _list = store.List();
            _listed = time.GetTimestamp();
        }

        return _list;
    }

    /// <summary>The run of exactly this id; null where there is none.</summary>
    public RunEntry? Find(string id)
    {
        var folder = Path.Combine(store.Folder, id);
        return id.Length > 0 && id == Path.GetFileName(folder) && id is not ("." or "..") && File.Exists(Path.Combine(folder, RunRecord.FileName))
            ? RunStore.Read(folder)
            : null;
    }

    /// <summary>The events of running runs, read as they arrive.</summary>
    /// <param name="runs">The runs.</param>
    /// <returns>Their feeds, and a word that changes whenever something new has come.</returns>
    public (IReadOnlyList<RunMonitor> Feeds, string Version) Follow(IReadOnlyList<RunEntry> runs)
    {
        LiveMonitor[] feeds = [.. runs.Select(MonitorOf)];
        foreach (var feed in feeds)
        {
            lock (feed.Gate)
            {
                feed.Feed.Poll();
            }
        }

        return ([.. feeds.Select(feed => feed.Feed)],
            string.Join('-', feeds.Select(feed => string.Create(CultureInfo.InvariantCulture, $"{feed.Number}.{feed.Feed.Version}"))));
    }

    private LiveMonitor MonitorOf(RunEntry run)
    {
        lock (_gate)
        {
            _latest.Remove(run.Id);
            _latest.AddLast(run.Id);
            if (!_feeds.TryGetValue(run.Id, out var feed))
            {
                _feeds.Add(run.Id, feed = new LiveMonitor(_feedCount++, new RunMonitor(run)));
                while (_feeds.Count > MaxMonitors && _latest.First is { } oldest)
                {
                    _feeds.Remove(oldest.Value);
                    _latest.RemoveFirst();
                }
            }

            return feed;
        }
    }

    // A feed's Poll belongs to one thread at a time.
    private sealed record LiveMonitor(int Number, RunMonitor Feed)
    {
        public Lock Gate { get; } = new();
    }
}
