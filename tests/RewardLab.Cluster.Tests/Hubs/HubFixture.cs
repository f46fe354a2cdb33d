using System.Collections.Concurrent;
using System.Net;
using RewardLab.Abstractions;
using RewardLab.Cluster.Contracts;
using RewardLab.Cluster.Hubs;
using RewardLab.Cluster.Workers;

namespace RewardLab.Cluster.Tests.Hubs;

/// <summary>A hub on loopback, and workers in this process that reach it over its port.</summary>
internal sealed class HubFixture : IAsyncDisposable
{
    public const string Build = "1.2.3+test";
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _leaving = new();
    private readonly List<Task> _workers = [];
    private int _lastProcess;

    public string TokenPath => _folder["token"];

    public int Port { get; } = OrleansHub.FreePort();

    public ConcurrentQueue<string> Log { get; } = new();

    public ClusterHub? Hub { get; private set; }

    public HubAddress Address => HubAddress.Parse($"127.0.0.1:{Port}");

    public static ClusterHubOptions Options(Action<string> log) => new() { Run = "test-run", Build = Build, Log = log, Time = RealTime.Clock };

    public async Task<ClusterHub> StartAsync(Func<ClusterHubOptions, ClusterHubOptions>? change = null)
    {
        var options = Options(Log.Enqueue);
        Hub = await ClusterHub.StartAsync(
            new IPEndPoint(IPAddress.Loopback, Port), TokenPath, change?.Invoke(options) ?? options, TestContext.Current.CancellationToken);
        return Hub;
    }

    public async Task StopAsync()
    {
        await Hub!.DisposeAsync();
        Hub = null;
    }

    public WorkerCard Card(string machine = "here") => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Machine = machine,
        ProcessId = ++_lastProcess,
        Build = Build,
        Device = "cpu",
        Threads = 1,
        MemoryBytes = 0,
        Plugins = new Dictionary<string, string>(StringComparer.Ordinal),
        Canary = null,
    };

    /// <summary>Starts a worker that stays.</summary>
    public Task Work(Func<WorkerOptions, WorkerOptions>? change = null) => WorkUntil(CancellationToken.None, change);

    /// <summary>Starts a worker that leaves.</summary>
    public Task WorkUntil(CancellationToken leaving, Func<WorkerOptions, WorkerOptions>? change = null)
    {
        var options = new WorkerOptions { Card = Card(), CreateHandler = static _ => new SquareHandler(), Log = Log.Enqueue, Time = RealTime.Clock };
        var either = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token, leaving);
        var worker = ClusterWorker.RunAsync(Address, TokenPath, change?.Invoke(options) ?? options, either.Token);
        _workers.Add(worker);
        return worker;
    }

    public int[] Compute(params IEnumerable<WorkUnit> units) =>
        [.. Hub!.Workers.Compute(units, TestContext.Current.CancellationToken).Select(TestUnits.Number)];

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await Task.WhenAll(_workers).ContinueWith(static _ => { }, TaskScheduler.Default);
        if (Hub is not null)
        {
            await Hub.DisposeAsync();
        }

        _leaving.Dispose();
        _folder.Dispose();
    }
}
