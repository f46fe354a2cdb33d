using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using RewardLab.Serving.Dialects;

namespace RewardLab.Serving.Rewards;

/// <summary>Rewards that many clients ask at once: requests wait in a bounded queue and are scored one after the other on a thread of their own.</summary>
/// <remarks>
/// Scores are those of 'score' for files of the same images, to the last bit, whatever other clients ask at the same time: requests of several
/// clients become one batch only where a trial at the start has shown that this changes no bit, or where
/// <see cref="RewardServiceOptions.Merging"/> says so. Several sets of the same rewards, as on several devices, each have a thread of their own.
/// </remarks>
public sealed class RewardService : IAsyncDisposable
{
    private readonly RewardServiceOptions _options;
    private readonly Action<string> _report;
    private readonly TimeProvider _time;
    private readonly RequestQueue _queue;
    private readonly ServiceCounters _counters;
    private readonly RememberedScores _remembered;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _decoding = new(Environment.ProcessorCount);
    private ImageReading _reading = ImageReading.Shown;
    private int _loading;
    private int _working;
    private int _underWay;
    private volatile ServiceState _state = ServiceState.Loading;

    /// <summary>Starts a service, which begins to load its rewards.</summary>
    /// <param name="options">How it serves.</param>
    /// <param name="load">Makes the rewards, on the thread that will ask them; the service disposes them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Gets a line for each failure of the service itself.</param>
    /// <exception cref="RewardLabException">No reward is named, or the default is none of them.</exception>
    public RewardService(RewardServiceOptions options, Func<CancellationToken, LoadedRewards> load, TimeProvider time, Action<string> report)
        : this(options, [load], time, report)
    {
    }

    /// <summary>Starts a service with several sets of the same rewards, which begin to load.</summary>
    /// <param name="options">How it serves.</param>
    /// <param name="loads">Each makes the rewards, as for one device, on the thread that will ask them; the service disposes them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Gets a line for each failure of the service itself.</param>
    /// <exception cref="RewardLabException">No reward is named, or the default is none of them.</exception>
    public RewardService(
        RewardServiceOptions options, IReadOnlyList<Func<CancellationToken, LoadedRewards>> loads, TimeProvider time, Action<string> report)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loads);
        ArgumentOutOfRangeException.ThrowIfZero(loads.Count, nameof(loads));
        if (options.Rewards.Count == 0)
        {
            throw new RewardLabException("No reward is served. Name one.");
        }

        if (options.Default is { } id && !options.Rewards.Contains(id))
        {
            throw new RewardLabException($"The default reward '{id}' is not served; these are: {string.Join(", ", options.Rewards)}.");
        }

        (_options, _time, _report) = (options, time, report);
        _queue = new RequestQueue(options.MaxWaiting, options.MaxWaitingPixels);
        _counters = new ServiceCounters(options.Rewards, time);
        _remembered = new RememberedScores(options.MaxRemembered);
        _loading = _working = loads.Count;
        foreach (var load in loads)
        {
            new Thread(() => Work(load)) { IsBackground = true, Name = "Rewards" }.Start();
        }
    }

    /// <summary>The ids of the rewards.</summary>
    public IReadOnlyList<string> Rewards => _options.Rewards;

    /// <summary>The reward that answers where a request names none; null where several are served and none was chosen.</summary>
    public string? Default => _options.Default ?? (_options.Rewards.Count == 1 ? _options.Rewards[0] : null);

    /// <summary>How much a request may ask for.</summary>
    public RequestLimits Limits => _options.Limits;

    /// <summary>Completes when the rewards are loaded; fails where they cannot be.</summary>
    public Task Ready => _ready.Task;

    /// <summary>What the service has done, and what waits.</summary>
    public ServiceStatistics Statistics => _counters.Read(_state, Volatile.Read(ref _underWay));

    /// <summary>Whether a request waits or is scored.</summary>
    public bool IsBusy => Volatile.Read(ref _underWay) > 0;

    /// <summary>Counts a request that was answered or refused.</summary>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="status">HTTP's status.</param>
    /// <param name="problem">Why it was refused; null if it was not.</param>
    public void Count(string dialect, int status, string? problem) => _counters.AddRequest(dialect, status, problem);

    /// <summary>Refuses at once what could not be scored anyway, before its body is read.</summary>
    /// <exception cref="RewardRequestException">The rewards are not loaded (503), or too many requests wait (429).</exception>
    public void RequireRoom()
    {
        if (_state != ServiceState.Ready)
        {
            throw _state == ServiceState.Loading
                ? new RewardRequestException(ScoreProblem.NotReady, "The rewards are being loaded; try again in a moment.")
                : Stopped();
        }

        if (_queue.IsFull)
        {
            throw Busy();
        }
    }

    /// <summary>Scores a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="reward">The reward that its path names; null for none.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for it any more; it then costs nothing more.</param>
    /// <returns>For each entry, what each of its rewards says: [entries] of [rewards].</returns>
    /// <exception cref="RewardRequestException">The request as a whole is refused.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<EntryScores>>> ScoreAsync(RewardRequest request, string? reward, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequireRoom();
        var rewards = request.Entries.Select(entry => RewardsOf(entry, reward)).ToArray();
        var key = RequestKey.Create(request, rewards);
        if (_remembered.Find(key) is { } known)
        {
            _counters.AddRemembered();
            return known;
        }

        var waiting = new WaitingRequest
        {
            Entries = await DecodeAsync(request, rewards, cancellationToken),
            IsMatrix = request.IsMatrix,
            WantsDetails = request.WantsDetails,
            Key = key,
            Abandoned = cancellationToken,
        };
        Interlocked.Increment(ref _underWay);
        try
        {
            if (!_queue.TryAdd(waiting))
            {
                throw Busy();
            }

            if (_state == ServiceState.Stopped)
            {
                CancelWaiting(); // it came after the last
            }

            var scores = await waiting.Scores.WaitAsync(cancellationToken);
            _options.Listener?.OnScored(request, scores);
            return scores;
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>Stops: what is being scored is cancelled, and what waits is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _ended.Task;
        CancelWaiting();
        _stop.Dispose();
        _decoding.Dispose();
        _queue.Dispose();
    }

    private static RewardRequestException Stopped() => new(ScoreProblem.NotReady, "The service has stopped.");

    private static RewardRequestException Busy() => new(ScoreProblem.Busy, "Too many requests wait; try again in a moment.");

    private IReadOnlyList<string> RewardsOf(RequestedEntry entry, string? fromPath)
    {
        if (fromPath is not null)
        {
            return _options.Rewards.Contains(fromPath)
                ? [fromPath]
                : throw new RewardRequestException(ScoreProblem.UnknownReward, $"There is no reward '{OneLine.Format(fromPath, 80)}'. {Known()}");
        }

        return entry.Rewards.Count > 0 ? entry.Rewards
            : Default is { } one ? [one]
            : throw new RewardRequestException(
                ScoreProblem.UnknownReward,
                $"The request names no reward, and several are served without a default. Use the path /r/ID/... {Known()}");
    }

    private string Known() => $"These are served: {string.Join(", ", _options.Rewards)}.";

    private async Task<IReadOnlyList<DecodedEntry>> DecodeAsync(
        RewardRequest request, IReadOnlyList<IReadOnlyList<string>> rewards, CancellationToken cancellationToken)
    {
        await _decoding.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Decode(request, rewards, cancellationToken), cancellationToken);
        }
        finally
        {
            _decoding.Release();
        }
    }

    private DecodedEntry[] Decode(RewardRequest request, IReadOnlyList<IReadOnlyList<string>> rewards, CancellationToken cancellationToken)
    {
        var entries = new DecodedEntry[request.Entries.Count];
        var pixels = 0L;
        for (var i = 0; i < entries.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = request.Entries[i];
            ImageBatch? image = null;
            var problem = entry.Problem;
            try
            {
                var left = Math.Min(_options.Limits.MaxPixels, _options.Limits.MaxTotalPixels - pixels);
                image = problem is null ? ImageFiles.Read(entry.Image, $"image {i}", _reading, left) : null;
                pixels += image is null ? 0 : (long)image.Width * image.Height;
            }
            catch (RewardLabException exception)
            {
                problem = new ScoreProblem(ScoreProblem.Malformed, OneLine.FirstLine(exception));
            }

            entries[i] = new DecodedEntry(image, entry.Prompts, rewards[i], problem);
        }

        return entries;
    }

    // The thread of a set of rewards: torch's scopes belong to a thread.
    private void Work(Func<CancellationToken, LoadedRewards> load)
    {
        try
        {
            using var loaded = load(_stop.Token);
            if (Interlocked.Decrement(ref _loading) == 0)
            {
                _reading = _options.ImageReading ?? loaded.Rewards.Select(reward => reward.Model).CommonImageReading() ?? ImageReading.Shown;
                _state = ServiceState.Ready;
                _ready.TrySetResult();
            }

            ScoreWaiting(new RequestScorer(loaded.Rewards, _counters), MaxMerged(loaded));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _ready.TrySetCanceled();
        }
#pragma warning disable CA1031 // The thread's last resort: whoever waits for Ready learns of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!_ready.TrySetException(exception))
            {
                _report($"the rewards have stopped: {OneLine.Format(exception)}");
            }

            _stop.Cancel(); // the other sets end as well: a service that has lost one is started anew
        }
        finally
        {
            _state = ServiceState.Stopped;
            CancelWaiting();
            if (Interlocked.Decrement(ref _working) == 0)
            {
                _ended.TrySetResult();
            }
        }
    }

    private int MaxMerged(LoadedRewards loaded) => _options.Merging switch
    {
        RequestMerging.Never => 1,
        RequestMerging.Always => _options.MaxMergedPairs,
        _ => Math.Min(loaded.MaxExactBatch, _options.MaxMergedPairs),
    };

    private void ScoreWaiting(RequestScorer scorer, int maxMerged)
    {
        while (true)
        {
            var requests = _queue.Take((taken, next) => IsTogether(taken, next, maxMerged), _stop.Token);
            foreach (var abandoned in requests.Where(request => request.Abandoned.IsCancellationRequested))
            {
                _counters.AddAbandoned();
                abandoned.Cancel();
            }

            requests.RemoveAll(request => request.Abandoned.IsCancellationRequested);
            if (requests.Count > 0)
            {
                Score(scorer, requests);
            }
        }
    }

    private static bool IsTogether(IReadOnlyList<WaitingRequest> taken, WaitingRequest next, int max) =>
        taken[0] is { IsMatrix: false } first
        && next is { IsMatrix: false }
        && next.WantsDetails == first.WantsDetails
        && next.Entries.Concat(first.Entries).All(entry => entry.Rewards.SequenceEqual(first.Entries[0].Rewards))
        && taken.Sum(request => request.PairCount) + next.PairCount <= max;

    private void Score(RequestScorer scorer, List<WaitingRequest> requests)
    {
        // What several wait for is finished for those who are left.
        using var cancellation = requests.Count == 1
            ? CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, requests[0].Abandoned)
            : CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        try
        {
            _counters.AddBatch();
            var entries = requests.SelectMany(request => request.Entries).ToArray();
            var scores = scorer.Score(entries, requests[0].IsMatrix, requests[0].WantsDetails, cancellation.Token);
            var done = 0;
            foreach (var request in requests)
            {
                var own = scores[done..(done += request.Entries.Count)];
                if (own.All(entry => entry.All(reward => reward.Problem is null)) && (requests.Count == 1 || _options.Merging != RequestMerging.Always))
                {
                    _remembered.Add(request.Key, own);
                }

                request.Complete(own);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            requests.ForEach(request => request.Fail(Stopped()));
        }
        catch (OperationCanceledException)
        {
            _counters.AddAbandoned();
            requests.ForEach(request => request.Cancel());
        }
#pragma warning disable CA1031 // Whatever one batch fails by, the service continues.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _report($"scoring failed: {OneLine.Format(exception)}");
            requests.ForEach(request => request.Fail(new RewardRequestException(
                ScoreProblem.Failed, $"Scoring failed: {OneLine.FirstLine(exception)}", exception)));
        }
    }

    private void CancelWaiting() => _queue.Clear().ForEach(request => request.Fail(Stopped()));
}
