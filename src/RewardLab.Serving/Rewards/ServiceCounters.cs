using RewardLab.Serving.Dialects;

namespace RewardLab.Serving.Rewards;

/// <summary>Counts what a service does. Thread-safe.</summary>
internal sealed class ServiceCounters(IReadOnlyList<string> rewards, TimeProvider time)
{
    private const int MaxProblems = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, RewardStatistics> _rewards =
        rewards.ToDictionary(reward => reward, reward => new RewardStatistics(reward, 0, 0, 0), StringComparer.Ordinal);
    private readonly SortedDictionary<(string Dialect, int Status), long> _requests = [];
    private readonly LinkedList<(DateTimeOffset, string)> _problems = new();
    private long _batches;
    private long _remembered;
    private long _abandoned;

    public void AddRequest(string dialect, int status, string? problem)
    {
        lock (_lock)
        {
            _requests[(dialect, status)] = _requests.GetValueOrDefault((dialect, status)) + 1;
            AddProblem(problem is null ? null : $"{dialect}: {problem}");
        }
    }

    public void AddScores(string reward, IReadOnlyList<EntryScores> entries, TimeSpan duration)
    {
        lock (_lock)
        {
            var before = _rewards[reward];
            _rewards[reward] = before with
            {
                Scores = before.Scores + entries.Sum(entry => entry.Scores.Count),
                Failures = before.Failures + entries.Count(entry => entry.Problem is not null),
                Seconds = before.Seconds + duration.TotalSeconds,
            };
            AddProblem(entries.FirstOrDefault(entry => entry.Problem is not null)?.Problem is { } problem ? $"{reward}: {problem.Message}" : null);
        }
    }

    public void AddBatch() => Interlocked.Increment(ref _batches);

    public void AddRemembered() => Interlocked.Increment(ref _remembered);

    public void AddAbandoned() => Interlocked.Increment(ref _abandoned);

    public ServiceStatistics Read(ServiceState state, int waiting)
    {
        lock (_lock)
        {
            return new ServiceStatistics
            {
                State = state,
                Rewards = [.. rewards.Select(reward => _rewards[reward])],
                Requests = [.. _requests.Select(entry => (entry.Key.Dialect, entry.Key.Status, entry.Value))],
                Waiting = waiting,
                Batches = Interlocked.Read(ref _batches),
                Remembered = Interlocked.Read(ref _remembered),
                Abandoned = Interlocked.Read(ref _abandoned),
                LatestProblems = [.. _problems],
            };
        }
    }

    private void AddProblem(string? problem)
    {
        if (problem is null)
        {
            return;
        }

        _problems.AddFirst((time.GetUtcNow(), problem));
        if (_problems.Count > MaxProblems)
        {
            _problems.RemoveLast();
        }
    }
}
