using System.Globalization;
using System.Net;
using RewardLab.Abstractions;
using RewardLab.Cluster;
using RewardLab.Cluster.Hubs;
using RewardLab.Runs.Files;
using RewardLab.Runs.Workers;
using RewardLab.Terminal;

namespace RewardLab.Jobs.Workers;

/// <summary>The workers of a run: its hub, and those that it started on this machine itself.</summary>
internal sealed class RunWorkers : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly ClusterHub _hub;
    private readonly DirectoryInfo? _temporary;
    private readonly ITimer _timer;
    private readonly IRun _run;
    private readonly Lock _writing = new();
    private LocalWorkers? _local;

    private RunWorkers(ClusterHub hub, DirectoryInfo? temporary, IRun run, TimeProvider time)
    {
        (_hub, _temporary, _run) = (hub, temporary, run);
        _timer = time.CreateTimer(static workers => ((RunWorkers)workers!).Write(), this, TimeSpan.Zero, Interval);
    }

    /// <summary>Has units done by the workers.</summary>
    public IWorkerPool Pool => _hub.Workers;

    /// <summary>Starts the hub, and the workers of this machine.</summary>
    /// <param name="session">Where lines go.</param>
    /// <param name="options">Which workers.</param>
    /// <param name="plugins">SHA-256 of the run's plugins, by id.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="RewardLabException">The address cannot be listened at, or a worker cannot be started.</exception>
    public static RunWorkers Start(
        Session session, RunWorkersOptions options, IReadOnlyDictionary<string, string> plugins, IRun run, CancellationToken cancellationToken)
    {
        var temporary = options.TokenPath is null ? Directory.CreateTempSubdirectory("rewardlab-workers-") : null;
        var tokenPath = options.TokenPath ?? Path.Combine(temporary!.FullName, "token");
        var endpoint = options.Listen ?? new IPEndPoint(IPAddress.Loopback, ClusterHub.FreePort());
        var hub = ClusterHub.StartAsync(
            endpoint,
            tokenPath,
            new ClusterHubOptions
            {
                Run = Path.GetFileName(run.Folder),
                Build = ProgramVersion.Text,
                Plugins = plugins,
                AllowsMixed = options.AllowsMixed,
                Log = session.Screen.OnLog,
                Time = session.Time,
            },
            cancellationToken).GetAwaiter().GetResult();
        var workers = new RunWorkers(hub, temporary, run, session.Time);
        try
        {
            if (options.Listen is not null)
            {
                session.Screen.Status.WriteLine($"Workers join with 'rewardlab worker --to {endpoint} --token-file {tokenPath}'");
            }

            if (options.LocalCount > 0)
            {
                var threads = options.Threads ?? LocalWorkers.ThreadsOf(options.LocalCount);
                string[] arguments =
                [
                    "worker", "--quiet", "--to", endpoint.ToString(), "--token-file", tokenPath,
                    "--threads", threads.ToString(CultureInfo.InvariantCulture), LocalWorkers.UntilInputEnds,
                ];
                workers._local = LocalWorkers.Start(
                    options.LocalCount, arguments, session.Screen.OnLog, reason =>
                    {
                        if (options.Listen is null)
                        {
                            hub.Abort(reason);
                        }
                    });
            }

            return workers;
        }
        catch
        {
            workers.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Write();
        if (_hub.Status.IsMixed)
        {
            _run.Log("Workers of different arithmetic took part: the run cannot be reproduced to the byte.");
        }

        // The hub first: workers that are told that the run is over have nothing to give back.
        try
        {
            _hub.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            _local?.Dispose();
            _temporary?.Delete(recursive: true);
        }
    }

    private void Write()
    {
        try
        {
            lock (_writing)
            {
                AtomicFileStream.Write(Path.Combine(_run.Folder, ClusterStatus.FileName), file => file.Write(_hub.Status.ToJson()));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The disk may be full; what the run itself writes will tell.
        }
    }
}
