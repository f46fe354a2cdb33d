namespace RewardLab.Serving.Watches;

/// <summary>Counts what a watch samples and leaves out. Thread-safe.</summary>
internal sealed class WatchCounters
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<LeftOut, long> _leftOut = [];
    private readonly SortedDictionary<string, long> _failures = new(StringComparer.Ordinal);
    private long _seen;

    /// <summary>Images that were scored.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>What was left out, by reason.</summary>
    public IReadOnlyList<(LeftOut Reason, long Images)> AllLeftOut
    {
        get
        {
            lock (_lock)
            {
                return [.. _leftOut.Select(entry => (entry.Key, entry.Value))];
            }
        }
    }

    /// <summary>Images that held-out rewards could not score.</summary>
    public IReadOnlyList<(string, long)> Failures
    {
        get
        {
            lock (_lock)
            {
                return [.. _failures.Select(entry => (entry.Key, entry.Value))];
            }
        }
    }

    public void AddSeen() => Interlocked.Increment(ref _seen);

    public void AddLeftOut(LeftOut reason, int images)
    {
        lock (_lock)
        {
            _leftOut[reason] = _leftOut.GetValueOrDefault(reason) + images;
        }
    }

    /// <summary>Counts a failure.</summary>
    /// <returns>Whether it is the reward's first.</returns>
    public bool AddFailure(string reward)
    {
        lock (_lock)
        {
            _failures[reward] = _failures.GetValueOrDefault(reward) + 1;
            return _failures[reward] == 1;
        }
    }
}
