using RewardLab.Runs.Workers;

namespace RewardLab.Cluster.Hubs;

/// <summary>Says when units wait and nobody is there, and when a worker has fallen silent.</summary>
internal sealed class WorkerWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Func<ClusterStatus> _describe;
    private readonly string _tokenPath;
    private readonly ClusterHubOptions _options;
    private readonly HashSet<string> _silent = new(StringComparer.Ordinal);
    private readonly ITimer _timer;
    private long? _aloneSince;
    private bool _hasSaid;

    public WorkerWatch(Func<ClusterStatus> describe, string tokenPath, ClusterHubOptions options)
    {
        (_describe, _tokenPath, _options) = (describe, tokenPath, options);
        _timer = options.Time.CreateTimer(static watch => ((WorkerWatch)watch!).Check(), this, Interval, Interval);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Check()
    {
        var status = _describe();
        lock (_silent)
        {
            foreach (var worker in status.Workers)
            {
                if (!worker.IsSilent)
                {
                    _silent.Remove(worker.Name);
                }
                else if (_silent.Add(worker.Name))
                {
                    _options.Log($"Nothing was heard of worker {worker.Name} for a while; what it held goes to others.");
                }
            }

            if (status.WaitingUnits == 0 || status.Workers.Any(worker => !worker.IsSilent))
            {
                (_aloneSince, _hasSaid) = (null, false);
                return;
            }

            var since = _aloneSince ??= _options.Time.GetTimestamp();
            if (!_hasSaid && _options.Time.GetElapsedTime(since) >= Patience)
            {
                _hasSaid = true;
                _options.Log(
                    $"No worker is there; the work waits for one. Start it with 'rewardlab worker --to {status.Address} --token-file {_tokenPath}'.");
            }
        }
    }
}
