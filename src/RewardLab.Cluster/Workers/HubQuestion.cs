using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using RewardLab.Cluster.Tokens;

namespace RewardLab.Cluster.Workers;

/// <summary>Asks a hub whether it would let one in, by a connection of its own: Orleans' client would go on trying without a word.</summary>
internal static class HubQuestion
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks.</summary>
    /// <returns>Whether there is a hub.</returns>
    /// <exception cref="HubRefusedException">There is, and it does not let this one in.</exception>
    public static async Task<bool> AskAsync(IPEndPoint endpoint, JoinToken token, string build, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var client = new TcpClient(endpoint.AddressFamily);
            await client.ConnectAsync(endpoint, either.Token);
            return await AskAsync(client.GetStream(), endpoint, token, build, either.Token);
        }
        catch (Exception exception) when (exception is SocketException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private static async Task<bool> AskAsync(Stream stream, IPEndPoint endpoint, JoinToken token, string build, CancellationToken cancellationToken)
    {
        var isOther = false;
        await using var tls = new SslStream(stream, leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            isOther = certificate is null || HubIdentity.Hash(certificate.GetRawCertData()) != token.CertificateHash;
            return !isOther;
        });
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "rewardlab" }, cancellationToken);
        }
        catch (AuthenticationException exception) when (!isOther)
        {
            throw new IOException("There is no hub of RewardLab's at this address.", exception);
        }
        catch (AuthenticationException)
        {
            throw new HubRefusedException(
                $"The hub at {endpoint} has another certificate than the token names. Copy its token file again, or check the address.");
        }

        var advertised = await Handshake.JoinAsync(tls, tls, token, build, HandshakePurpose.Question, cancellationToken);
        return Fits(endpoint, IPEndPoint.Parse(advertised))
            ? true
            : throw new HubRefusedException(
                $"The hub is to be reached at {advertised}, and not at {endpoint}. Dial that, or start the run with --listen {endpoint}; "
                + "a tunnel must end at a loopback address with the same port.");
    }

    // What Orleans' client insists on; else it waits without a word.
    private static bool Fits(IPEndPoint dialled, IPEndPoint advertised) =>
        dialled.Port == advertised.Port && (dialled.Address.Equals(advertised.Address) || IPAddress.IsLoopback(dialled.Address));
}
