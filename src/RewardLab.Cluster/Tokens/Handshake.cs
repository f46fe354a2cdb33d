using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RewardLab.Cluster.Tokens;

/// <summary>The first bytes of a connection, inside TLS: the hub sends a challenge, whoever calls proves the secret, and the hub lets it in or says
/// why not.</summary>
/// <remarks>The proof is an HMAC over challenge, certificate, purpose and build: it serves for this hub, this connection and this build alone.</remarks>
internal static class Handshake
{
    /// <summary>How long each side waits for the other.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const byte Version = 1;
    private const int ChallengeLength = 32;
    private const int MaxText = 1024;
    private static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(2);

    /// <summary>The hub's side.</summary>
    /// <param name="input">What the other sends.</param>
    /// <param name="output">What it receives.</param>
    /// <param name="token">The hub's token.</param>
    /// <param name="build">The hub's build: others are refused.</param>
    /// <param name="address">What the hub is reached at, which the other is told.</param>
    /// <param name="time">Clock of the wait.</param>
    /// <returns>Whether the connection is to be used for calls.</returns>
    public static async Task<bool> AnswerAsync(Stream input, Stream output, JoinToken token, string build, string address, TimeProvider time)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        var challenge = RandomNumberGenerator.GetBytes(ChallengeLength);
        await output.WriteAsync(challenge, patience.Token);
        await output.FlushAsync(patience.Token);

        var head = new byte[2];
        await input.ReadExactlyAsync(head, patience.Token);
        var theirs = await ReadTextAsync(input, patience.Token);
        var proof = new byte[HMACSHA256.HashSizeInBytes];
        await input.ReadExactlyAsync(proof, patience.Token);

        var isKnown = CryptographicOperations.FixedTimeEquals(proof, Prove(token, challenge, head[1], theirs));
        var reason = !isKnown ? "The secret of the token is another. Copy the hub's token file again."
            : head[0] != Version || theirs != build ? $"The hub runs RewardLab {build}, and this is {theirs}. Install the same build on both machines."
            : null;
        await output.WriteAsync(new[] { (byte)(reason is null ? 1 : 0) }, patience.Token);
        await WriteTextAsync(output, reason ?? address, patience.Token);
        await output.FlushAsync(patience.Token);
        if (reason is null && head[1] == (byte)HandshakePurpose.Calls)
        {
            return true;
        }

        await WaitForEndAsync(input, time);
        return false;
    }

    /// <summary>The other side.</summary>
    /// <returns>What the hub says that it is reached at.</returns>
    /// <exception cref="HubRefusedException">The hub does not let it in.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<string> JoinAsync(
        Stream input, Stream output, JoinToken token, string build, HandshakePurpose purpose, CancellationToken cancellationToken)
    {
        var challenge = new byte[ChallengeLength];
        await input.ReadExactlyAsync(challenge, cancellationToken);
        await output.WriteAsync(new[] { Version, (byte)purpose }, cancellationToken);
        await WriteTextAsync(output, build, cancellationToken);
        await output.WriteAsync(Prove(token, challenge, (byte)purpose, build), cancellationToken);
        await output.FlushAsync(cancellationToken);

        var status = new byte[1];
        await input.ReadExactlyAsync(status, cancellationToken);
        var text = await ReadTextAsync(input, cancellationToken);
        return status[0] == 1 ? text : throw new HubRefusedException(text);
    }

    private static byte[] Prove(JoinToken token, byte[] challenge, byte purpose, string build)
    {
        byte[] proven = [.. challenge, .. Convert.FromHexString(token.CertificateHash), Version, purpose, .. Encoding.UTF8.GetBytes(build)];
        return HMACSHA256.HashData(Encoding.ASCII.GetBytes(token.Secret), proven);
    }

    // Who closes at once may take the refusal away before it is read.
    private static async Task WaitForEndAsync(Stream input, TimeProvider time)
    {
        using var patience = new CancellationTokenSource(ReadingTime, time);
        try
        {
            var rest = new byte[64];
            while (await input.ReadAsync(rest, patience.Token) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return;
        }
    }

    private static async Task WriteTextAsync(Stream output, string text, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text.Length > MaxText / 4 ? text[..(MaxText / 4)] : text);
        var length = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)bytes.Length);
        await output.WriteAsync(length, cancellationToken);
        await output.WriteAsync(bytes, cancellationToken);
    }

    private static async Task<string> ReadTextAsync(Stream input, CancellationToken cancellationToken)
    {
        var length = new byte[sizeof(ushort)];
        await input.ReadExactlyAsync(length, cancellationToken);
        var bytes = new byte[BinaryPrimitives.ReadUInt16LittleEndian(length)];
        if (bytes.Length > MaxText)
        {
            throw new IOException("This is no hub of RewardLab's, or no worker.");
        }

        await input.ReadExactlyAsync(bytes, cancellationToken);
        return Encoding.UTF8.GetString(bytes);
    }
}
