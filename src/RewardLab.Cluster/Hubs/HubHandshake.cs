using Microsoft.AspNetCore.Connections;
using Orleans.Runtime.Messaging;
using RewardLab.Cluster.Tokens;

namespace RewardLab.Cluster.Hubs;

/// <summary>The hub's side of the handshake, between TLS and Orleans.</summary>
internal sealed class HubHandshake(JoinToken token, string build, string address, TimeProvider time) : IConnectionMiddleware
{
    public async Task OnConnectionAsync(ConnectionContext context, ConnectionDelegate next)
    {
        try
        {
            if (!await Handshake.AnswerAsync(context.Transport.Input.AsStream(leaveOpen: true), context.Transport.Output.AsStream(leaveOpen: true),
                token, build, address, time))
            {
                return;
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // A stranger, or nobody any more.
            return;
        }

        await next(context);
    }
}
