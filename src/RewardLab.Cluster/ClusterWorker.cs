using RewardLab.Abstractions;
using RewardLab.Cluster.Tokens;
using RewardLab.Cluster.Workers;
using RewardLab.Runs.Workers;

namespace RewardLab.Cluster;

/// <summary>A process that works for the runs of a hub, one after the other; and what anybody with the token may ask the hub.</summary>
public static class ClusterWorker
{
    /// <summary>Works until the token is cancelled: then a unit that is under way is given back.</summary>
    /// <param name="address">Of the hub; it need not be there yet.</param>
    /// <param name="tokenPath">A copy of the hub's token file.</param>
    /// <param name="options">What the worker is.</param>
    /// <param name="leaving">Ends it; within two seconds where the handler answers its token.</param>
    /// <exception cref="RewardLabException">The hub does not let this worker in; the message says why.</exception>
    public static async Task RunAsync(HubAddress address, string tokenPath, WorkerOptions options, CancellationToken leaving)
    {
        using var loop = new WorkerLoop(options, new OrleansConnector(address, tokenPath, options.Card.Build, options.Log, options.Time));
        await loop.RunAsync(leaving);
    }

    /// <summary>Asks a hub who works for it.</summary>
    /// <param name="address">Of the hub.</param>
    /// <param name="tokenPath">Its token file, or a copy.</param>
    /// <param name="build">This build; it must be the hub's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RewardLabException">There is no hub, or it does not let this one in.</exception>
    public static async Task<ClusterStatus> DescribeAsync(
        HubAddress address, string tokenPath, string build, TimeProvider time, CancellationToken cancellationToken)
    {
        var (endpoint, token) = (await address.ResolveAsync(cancellationToken), JoinToken.Read(tokenPath));
        if (!await HubQuestion.AskAsync(endpoint, token, build, time, cancellationToken))
        {
            throw new RewardLabException($"There is no hub at {address}. A run that is started with --listen {address} has one until it ends.");
        }

        await using var connection = await OrleansConnection.OpenAsync(endpoint, token, build, time, cancellationToken);
        return ClusterStatus.FromJson(await connection.Hub.DescribeAsync());
    }
}
