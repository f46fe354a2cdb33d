using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Workspace;

/// <summary>Polls feeds on a thread of its own, so that no amount of events holds the screen up. Safe from any thread.</summary>
internal sealed class RunFollower : IDisposable
{
    private static readonly TimeSpan RunningInterval = TimeSpan.FromMilliseconds(200);

    // A run that has ended may still be resumed elsewhere, or deleted.
    private static readonly TimeSpan EndedInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ManualResetEvent _end = new(initialState: false);
    private readonly AutoResetEvent _changed = new(initialState: false);
    private readonly Thread _thread;
    private RunMonitor[] _feeds = [];

    public RunFollower()
    {
        _thread = new Thread(Work) { IsBackground = true, Name = "feeds" };
        _thread.Start();
    }

    /// <summary>The feeds to follow from now on.</summary>
    public void Follow(IEnumerable<RunMonitor> feeds)
    {
        lock (_gate)
        {
            _feeds = [.. feeds];
        }

        _changed.Set();
    }

    public void Dispose()
    {
        _end.Set();
        _thread.Join();
        _end.Dispose();
        _changed.Dispose();
    }

    private static TimeSpan PauseOf(RunMonitor[] feeds) =>
        feeds.Length == 0 ? Timeout.InfiniteTimeSpan
        : Array.Exists(feeds, feed => feed.Run.Record?.Status == RunStatus.Running) ? RunningInterval
        : EndedInterval;

    private void Work()
    {
        RunMonitor[] feeds = [];
        while (WaitHandle.WaitAny([_end, _changed], PauseOf(feeds)) != 0)
        {
            lock (_gate)
            {
                feeds = _feeds;
            }

            foreach (var feed in feeds)
            {
                feed.Poll();
            }
        }
    }
}
