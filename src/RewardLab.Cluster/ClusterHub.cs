using System.Net;
using RewardLab.Abstractions;
using RewardLab.Cluster.Hubs;
using RewardLab.Cluster.Queues;
using RewardLab.Cluster.Tokens;
using RewardLab.Runs.Workers;

namespace RewardLab.Cluster;

/// <summary>Where the workers of a run join: its queue of units, and the port at which they ask for them.</summary>
public sealed class ClusterHub : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(200);
    private readonly UnitQueue _queue;
    private readonly HubService _service;
    private readonly HubIdentity _identity;
    private readonly WorkerWatch _watch;
    private readonly TimeProvider _time;
    private OrleansHub? _orleans;

    private ClusterHub(IPEndPoint endpoint, string tokenPath, ClusterHubOptions options)
    {
        _time = options.Time;
        _identity = HubIdentity.Open(tokenPath, options.Time);
        _queue = new UnitQueue(new UnitQueueOptions(), options.Time);
        var admission = new Admission(options.Build, options.Plugins, options.AllowsMixed);
        _service = new HubService(_queue, admission, options, endpoint.ToString());
        _watch = new WorkerWatch(() => Status, tokenPath, options);
        Workers = new ClusterWorkerPool(_queue);
    }

    /// <summary>Has units done by whoever has joined.</summary>
    public IWorkerPool Workers { get; }

    /// <summary>The workers and what they do.</summary>
    public ClusterStatus Status => _service.Describe();

    /// <summary>Starts listening.</summary>
    /// <param name="endpoint">A real address of this machine: workers dial exactly this one, or a tunnel to it with the same port.</param>
    /// <param name="tokenPath">The token file, written unless it exists with its key.</param>
    /// <param name="options">What the hub is for.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="RewardLabException">The address cannot be listened at, or the token's files do not belong together.</exception>
    public static async Task<ClusterHub> StartAsync(IPEndPoint endpoint, string tokenPath, ClusterHubOptions options, CancellationToken cancellationToken)
    {
        var hub = new ClusterHub(endpoint, tokenPath, options);
        try
        {
            hub._orleans = await OrleansHub.StartAsync(endpoint, hub._identity, options.Build, hub._service, options.Time, cancellationToken);
            return hub;
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    /// <summary>A port of loopback that is free now.</summary>
    public static int FreePort() => OrleansHub.FreePort();

    /// <summary>Ends all work with an error, and what is asked for later too.</summary>
    /// <param name="message">One line.</param>
    public void Abort(string message) => _queue.Abort(message);

    /// <summary>Tells the workers that the run is over, and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();

        // Requests that wait are answered first: stopping would wait for them.
        _queue.Close();
        if (_orleans is { } orleans)
        {
            await Task.Delay(Farewell, _time);
            await orleans.DisposeAsync();
        }

        _queue.Dispose();
        _identity.Dispose();
    }
}
