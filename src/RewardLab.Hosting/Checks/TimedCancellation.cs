namespace RewardLab.Hosting.Checks;

/// <summary>A token that is cancelled after a while, and when that was.</summary>
internal sealed class TimedCancellation : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _source = new();
    private readonly ITimer _timer;
    private bool _isOver;
    private long _cancelled;

    /// <summary>Starts to count.</summary>
    public TimedCancellation(TimeSpan delay, TimeProvider time)
    {
        Token = _source.Token;
        _timer = time.CreateTimer(
            _ =>
            {
                lock (_gate)
                {
                    if (!_isOver)
                    {
                        // Noted first: whoever waits for the token continues before its callbacks are called.
                        Volatile.Write(ref _cancelled, time.GetTimestamp());
                        _source.Cancel();
                    }
                }
            },
            null,
            delay,
            Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token { get; }

    public bool IsCancelled => Token.IsCancellationRequested;

    /// <summary>When it was cancelled, by the clock's timestamps.</summary>
    public long Timestamp => Volatile.Read(ref _cancelled);

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _isOver = true;
            _source.Dispose();
        }
    }
}
