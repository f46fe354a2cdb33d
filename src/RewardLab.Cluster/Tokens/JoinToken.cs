using System.Security.Cryptography;
using RewardLab.Abstractions;

namespace RewardLab.Cluster.Tokens;

/// <summary>What a worker must have to join: the hash of the hub's certificate, by which it knows the hub, and a secret, by which the hub knows it.</summary>
/// <param name="CertificateHash">SHA-256 of the certificate, 64 lower-case hexadecimal digits.</param>
/// <param name="Secret">32 characters of base64url.</param>
internal sealed record JoinToken(string CertificateHash, string Secret)
{
    private const int HashLength = 64;
    private const int SecretLength = 32;

    /// <summary>A secret that nobody can guess.</summary>
    public static string NewSecret() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretLength * 3 / 4)).Replace('+', '-').Replace('/', '_');

    /// <summary>Reads a token file.</summary>
    /// <exception cref="RewardLabException">It is missing, others may read it, or it holds no token.</exception>
    public static JoinToken Read(string path)
    {
        var text = SecretFile.Read(path).Trim();
        return text.Length == HashLength + 1 + SecretLength && text[HashLength] == ':' && text[..HashLength].All(char.IsAsciiHexDigitLower)
            ? new JoinToken(text[..HashLength], text[(HashLength + 1)..])
            : throw new RewardLabException($"{path} holds no token of a hub. Copy the file that 'run --token-file' wrote.");
    }

    /// <summary>The token as its file holds it: 97 characters.</summary>
    public string Format() => $"{CertificateHash}:{Secret}";

    /// <summary>Hides the secret from logs.</summary>
    public override string ToString() => $"{CertificateHash}:...";
}
