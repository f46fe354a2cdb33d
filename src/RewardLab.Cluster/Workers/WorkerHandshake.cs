using Microsoft.AspNetCore.Connections;
using Orleans.Runtime.Messaging;
using RewardLab.Cluster.Tokens;

namespace RewardLab.Cluster.Workers;

/// <summary>The worker's side of the handshake, between TLS and Orleans.</summary>
internal sealed class WorkerHandshake(JoinToken token, string build, TimeProvider time) : IConnectionMiddleware
{
    public async Task OnConnectionAsync(ConnectionContext context, ConnectionDelegate next)
    {
        using (var patience = new CancellationTokenSource(Handshake.Patience, time))
        {
            await Handshake.JoinAsync(context.Transport.Input.AsStream(leaveOpen: true), context.Transport.Output.AsStream(leaveOpen: true),
                token, build, HandshakePurpose.Calls, patience.Token);
        }

        await next(context);
    }
}
