using Microsoft.AspNetCore.Connections;
using Orleans.Runtime.Messaging;

namespace RewardLab.Cluster.Hubs;

/// <summary>Takes no connection: the one silo of a hub has no fellows, and its port stands open to everybody on the machine.</summary>
internal sealed class ClosedDoor : IConnectionMiddleware
{
    public Task OnConnectionAsync(ConnectionContext context, ConnectionDelegate next) => Task.CompletedTask;
}
