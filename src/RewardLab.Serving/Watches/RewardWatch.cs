using RewardLab.Abstractions;
using RewardLab.Serving.Dialects;
using RewardLab.Serving.Rewards;

namespace RewardLab.Serving.Watches;

/// <summary>Samples the images that trainers send to a service, and scores the samples by held-out rewards into a run: curves, the alarm for overoptimization
/// and labels by people for a training outside RewardLab.</summary>
/// <remarks>
/// A trainer's answer waits for the copy of the images that are sampled, and for nothing else: windows wait in a bounded queue for a thread of their own, and
/// what finds no room is left out and counted. Whatever fails here ends the watch, never the service.
/// </remarks>
public sealed class RewardWatch : IScoreListener, IAsyncDisposable
{
    private const int MaxStreams = 16;

    private readonly WatchedRun _run;
    private readonly WatchOptions _options;
    private readonly Action<string> _report;
    private readonly IReadOnlyDictionary<string, long> _seenBefore;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SampledStream> _streams = new(StringComparer.Ordinal);
    private readonly Queue<SampledWindow> _windows = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly WatchCounters _counters = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenRegistration _stopRequest;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WatchState _state = WatchState.Loading;
    private bool _isClosed;
    private bool _isStarted;
    private long _held;
    private string? _problem;
    private WatchStatistics _counts;

    /// <summary>Begins to sample; windows wait until <see cref="Start"/>.</summary>
    /// <param name="run">Where to; disposed with the watch.</param>
    /// <param name="options">How much.</param>
    /// <param name="report">Gets a line for what whoever runs the service should know.</param>
    public RewardWatch(WatchedRun run, WatchOptions options, Action<string> report)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(report);
        (_run, _options, _report) = (run, options, report);
        _seenBefore = run.CopySeen(); // the run itself belongs to the thread that writes it
        _counts = CountRun();
        _stopRequest = run.StopRequested.Register(() => Close("another process asked the run to stop"));
    }

    /// <summary>Completes when held-out rewards are loaded; fails where they cannot be.</summary>
    public Task Ready => _ready.Task;

    /// <summary>What was sampled, and what left out.</summary>
    public WatchStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return _counts with
                {
                    State = _state, Problem = _problem, Seen = _counters.Seen, LeftOut = _counters.AllLeftOut, Failures = _counters.Failures,
                };
            }
        }
    }

    /// <summary>Begins to score.</summary>
    /// <param name="load">Makes the held-out rewards, on the thread that will ask them; the watch disposes them.</param>
    /// <param name="isBusy">Whether a trainer waits for an answer.</param>
    public void Start(Func<CancellationToken, LoadedRewards> load, Func<bool> isBusy)
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(isBusy);
        _isStarted = true;
        new Thread(() => Work(load, isBusy)) { IsBackground = true, Name = "Watch", Priority = ThreadPriority.BelowNormal }.Start();
    }

    /// <inheritdoc />
    public void OnScored(RewardRequest request, IReadOnlyList<IReadOnlyList<EntryScores>> scores)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(scores);
        try
        {
            lock (_lock)
            {
                for (var i = 0; i < request.Entries.Count && !_isClosed; i++)
                {
                    Pass(request.Entries[i], scores[i]);
                }
            }
        }
#pragma warning disable CA1031 // Whatever fails here, the trainer gets its answer.
        catch (Exception)
#pragma warning restore CA1031
        {
            _counters.AddLeftOut(LeftOut.Failed, request.Entries.Count);
        }
    }

    /// <summary>Stops sampling, gives what is sampled some time to be scored, and ends the run.</summary>
    public async ValueTask DisposeAsync()
    {
        Close(null);
        await _stopRequest.DisposeAsync();
        _stop.CancelAfter(Statistics.State == WatchState.Loading ? TimeSpan.Zero : _options.StopPatience); // what is not loaded scores nothing
        if (_isStarted)
        {
            await _ended.Task;
        }
        else
        {
            _run.Dispose();
        }

        _arrived.Dispose();
        _stop.Dispose();
    }

    // Each prompt that an image meets is one image and prompt of the stream.
    private void Pass(RequestedEntry entry, IReadOnlyList<EntryScores> scores)
    {
        if (entry.Problem is not null || scores.Count == 0 || scores.Any(reward => reward.Problem is not null))
        {
            return;
        }

        EntryScores[] ordered = [.. scores.OrderBy(reward => reward.Reward, StringComparer.Ordinal)];
        if (Find([.. ordered.Select(reward => reward.Reward)]) is not { } stream)
        {
            _counters.AddLeftOut(LeftOut.Combinations, entry.Prompts.Count);
            return;
        }

        for (var prompt = 0; prompt < entry.Prompts.Count; prompt++)
        {
            var place = prompt;
            _counters.AddSeen();
            stream.Pass(entry.Prompts[place], [.. ordered.Select(reward => reward.Scores[place])], entry.Image, Reserve);
            if (stream.IsFull)
            {
                Enqueue(stream.End());
            }
        }
    }

    private SampledStream? Find(string[] rewards)
    {
        var series = SampledStream.SeriesOf(rewards);
        if (!_streams.TryGetValue(series, out var stream) && _streams.Count < MaxStreams)
        {
            _streams.Add(series, stream = new SampledStream(rewards, _options, _run.Seed, _seenBefore.GetValueOrDefault(series)));
        }

        return stream;
    }

    private bool Reserve(int bytes, int given)
    {
        if (bytes > _options.MaxImageBytes || _held + bytes - given > _options.MaxBytesInMemory)
        {
            _counters.AddLeftOut(bytes > _options.MaxImageBytes ? LeftOut.Large : LeftOut.Memory, 1);
            return false;
        }

        _held += bytes - given;
        return true;
    }

    private void Enqueue(SampledWindow? window, bool isLast = false)
    {
        if (window is null)
        {
            return;
        }

        if (_windows.Count >= _options.MaxWaitingWindows && !isLast)
        {
            _held -= window.Bytes;
            _counters.AddLeftOut(LeftOut.Slow, window.Images.Count);
            return;
        }

        _windows.Enqueue(window);
        _arrived.Release();
    }

    // Ends the windows that are not full yet, too: what they hold was sampled as fairly.
    private void Close(string? problem)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            (_isClosed, _problem) = (true, problem);
            foreach (var stream in _streams.Values)
            {
                Enqueue(stream.End(), isLast: true);
            }

            _arrived.Release();
        }

        if (problem is not null)
        {
            _report($"watching ends: {problem}. Rewards are still served.");
        }
    }

    private SampledWindow? Take()
    {
        while (true)
        {
            _arrived.Wait(_stop.Token);
            lock (_lock)
            {
                if (_windows.TryDequeue(out var window) || _isClosed)
                {
                    return window;
                }
            }
        }
    }

    private void Work(Func<CancellationToken, LoadedRewards> load, Func<bool> isBusy)
    {
        try
        {
            using var loaded = load(_stop.Token);
            SetState(WatchState.Watching);
            _ready.TrySetResult();
            Watch(new HeldOutScorer(loaded.Rewards, _options, isBusy, OnFailure));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _ready.TrySetCanceled();
            End(null);
        }
#pragma warning disable CA1031 // The thread's last resort: whoever waits for Ready, or for the run, learns of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // A failed start is its starter's to tell.
            var problem = exception is RewardLabException ? OneLine.FirstLine(exception) : OneLine.Format(exception);
            Close(_ready.TrySetException(exception) ? null : problem.TrimEnd('.'));
            End(OneLine.FirstLine(exception));
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private void Watch(HeldOutScorer scorer)
    {
        while (Take() is { } window)
        {
            var mayGrow = _run.Add(Score(scorer, window), _counters.AllLeftOut.Sum(entry => entry.Images));
            lock (_lock)
            {
                _held -= window.Bytes;
                _counts = CountRun();
            }

            if (!mayGrow)
            {
                _counters.AddLeftOut(LeftOut.Stopped, window.Images.Count);
                Close($"the run has reached its limit of {_options.MaxBytes} bytes");
                break;
            }
        }

        End(null);
    }

    private ScoredWindow Score(HeldOutScorer scorer, SampledWindow window)
    {
        try
        {
            return scorer.Score(window, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            _counters.AddLeftOut(LeftOut.Stopped, window.Images.Count);
            throw;
        }
    }

    // A run that failed to be written is given up, for its log may be cut off in a line: only a new start mends that.
    private void End(string? failure)
    {
        lock (_lock)
        {
            if (_windows.Count > 0)
            {
                _counters.AddLeftOut(LeftOut.Stopped, _windows.Sum(window => window.Images.Count));
                _windows.Clear();
            }
        }

        // Where watching ended by itself, that line was told already.
        if (_problem is null && _counters.AllLeftOut.FirstOrDefault(entry => entry.Reason == LeftOut.Stopped).Images is > 0 and var left)
        {
            _report($"{left} sampled images were not scored by held-out rewards before the end, and are left out of the run.");
        }

        try
        {
            if (failure is null)
            {
                _run.Complete();
            }
            else
            {
                _run.GiveUp(failure);
            }
        }
        catch (RewardLabException exception)
        {
            _report($"the watch's run could not be completed: {exception.Message}");
        }
        finally
        {
            _run.Dispose();
            SetState(WatchState.Ended);
        }
    }

    private void SetState(WatchState state)
    {
        lock (_lock)
        {
            _state = state;
        }
    }

    private void OnFailure(string reward, string problem)
    {
        if (_counters.AddFailure(reward))
        {
            _report($"held-out reward {reward} could not score a sampled image (further ones are counted): {problem}");
        }
    }

    private WatchStatistics CountRun() => new()
    {
        State = _state,
        Problem = _problem,
        Run = _run.Id,
        HeldOut = _options.HeldOut,
        Seen = _counters.Seen,
        Windows = _run.Windows,
        Kept = _run.Kept,
        MaxImages = _options.MaxImages,
        Bytes = _run.Bytes,
        MaxBytes = _options.MaxBytes,
        LeftOut = _counters.AllLeftOut,
        Failures = _counters.Failures,
        Alarms = _run.Alarms,
        LatestAlarm = _run.LatestAlarm,
    };
}
