using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RewardLab.Abstractions;

namespace RewardLab.Cluster.Tokens;

/// <summary>A hub's certificate with its key, and the token by which workers know it.</summary>
internal sealed class HubIdentity : IDisposable
{
    private const int ValidYears = 10;

    private HubIdentity(X509Certificate2 certificate, string secret) =>
        (Certificate, Token) = (certificate, new JoinToken(Hash(certificate.RawData), secret));

    public X509Certificate2 Certificate { get; }

    public JoinToken Token { get; }

    /// <summary>Takes the identity of a token file and the key beside it, or writes both: a worker's copy serves for the runs that follow.</summary>
    /// <exception cref="RewardLabException">The files do not belong together, or everybody may read them.</exception>
    public static HubIdentity Open(string tokenPath, TimeProvider time)
    {
        var keyPath = tokenPath + ".key";
        if (File.Exists(tokenPath) && File.Exists(keyPath))
        {
            return Load(JoinToken.Read(tokenPath), tokenPath, keyPath, time) ?? Write(tokenPath, keyPath, time);
        }

        return File.Exists(tokenPath)
            ? throw new RewardLabException(
                $"{tokenPath} exists without its key {keyPath}: it is the copy of a worker, or something else. Name another file, or delete this one.")
            : Write(tokenPath, keyPath, time);
    }

    /// <summary>An identity for one run.</summary>
    public static HubIdentity Create(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=RewardLab hub", key, HashAlgorithmName.SHA256);
        var now = time.GetUtcNow();

        // A day early: clocks of machines differ, although a worker asks for the hash alone.
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(ValidYears));
        return new HubIdentity(Usable(certificate), JoinToken.NewSecret());
    }

    /// <summary>SHA-256 of a certificate, in lower-case hexadecimal digits.</summary>
    public static string Hash(ReadOnlySpan<byte> certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate));

    public void Dispose() => Certificate.Dispose();

    private static HubIdentity Write(string tokenPath, string keyPath, TimeProvider time)
    {
        var identity = Create(time);
        using var key = identity.Certificate.GetECDsaPrivateKey()!;
        SecretFile.Write(keyPath, $"{identity.Certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        SecretFile.Write(tokenPath, identity.Token.Format() + "\n");
        return identity;
    }

    // Null for one that has run out.
    private static HubIdentity? Load(JoinToken token, string tokenPath, string keyPath, TimeProvider time)
    {
        var pem = SecretFile.Read(keyPath);
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem, pem);
            var identity = new HubIdentity(Usable(certificate), token.Secret);
            if (identity.Token != token)
            {
                throw new RewardLabException($"{keyPath} is not the key of {tokenPath}. Delete both, and copy the new token to the workers.");
            }

            return certificate.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime ? identity : null;
        }
        catch (CryptographicException exception)
        {
            throw new RewardLabException($"{keyPath} holds no key. Delete it and {tokenPath}, and copy the new token to the workers.", exception);
        }
    }

    // Windows' TLS takes no key that was made in memory.
    private static X509Certificate2 Usable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.Exportable);
}
