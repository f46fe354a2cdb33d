using RewardLab.Experiments.Feeds;
using RewardLab.Experiments.Reports.Pages;
using RewardLab.Experiments.Runs;

namespace RewardLab.Web.Runs;

/// <summary>The runs of a store while they go on. Each run's events are read once, whoever looks. Safe from any thread.</summary>
/// <param name="store">The store.</param>
internal sealed class LiveRuns(RunStore store)
{
    private const int MostFeeds = 32;
    private static readonly TimeSpan ListAge = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Lock _listGate = new();
    private readonly Dictionary<string, RunFeed> _feeds = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _latest = new();
    private IReadOnlyList<(RunEntry Run, RunPulse? Pulse)> _list = [];
    private long _listed;

    /// <summary>Every run with what it says of itself, the latest first; at most half a second old.</summary>
    public IReadOnlyList<(RunEntry Run, RunPulse? Pulse)> List()
    {
        lock (_listGate)
        {
            if (_listed == 0 || TimeProvider.System.GetElapsedTime(_listed) > ListAge)
            {
                _list = [.. store.List().Select(run => (run, RunStore.Pulse(run)))];
                _listed = TimeProvider.System.GetTimestamp();
            }

            return _list;
        }
    }

    /// <summary>The run of exactly this id; null where there is none.</summary>
    public RunEntry? Find(string id) => List().FirstOrDefault(entry => entry.Run.Id == id).Run;

    /// <summary>Does something with what runs have told so far; their feeds stand still meanwhile.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="use">Gets all that a page knows of them, and a number that changes whenever something new has come.</param>
    public T Use<T>(IReadOnlyList<RunEntry> runs, Func<IReadOnlyList<RunFacts>, long, T> use)
    {
        lock (_gate)
        {
            RunFeed[] feeds = [.. runs.Select(FeedOf)];
            foreach (var feed in feeds)
            {
                feed.Poll();
            }

            return use(RunFacts.Of(feeds), feeds.Sum(feed => feed.Version));
        }
    }

    private RunFeed FeedOf(RunEntry run)
    {
        _latest.Remove(run.Id);
        _latest.AddLast(run.Id);
        if (!_feeds.TryGetValue(run.Id, out var feed))
        {
            _feeds.Add(run.Id, feed = new RunFeed(run));
            while (_feeds.Count > MostFeeds && _latest.First is { } oldest)
            {
                _feeds.Remove(oldest.Value);
                _latest.RemoveFirst();
            }
        }

        return feed;
    }
}
