using RewardLab.Runs.Monitoring;

namespace RewardLab.Editor.Workspace;

/// <summary>Polls feeds on a thread of its own, so that no amount of events holds the screen up. Safe from any thread.</summary>
internal sealed class RunFollower : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
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
    }

    public void Dispose()
    {
        _end.Cancel();
        _thread.Join();
        _end.Dispose();
    }

    private void Work()
    {
        while (!_end.Token.WaitHandle.WaitOne(Interval))
        {
            RunMonitor[] feeds;
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
