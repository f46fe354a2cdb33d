using System.Security.Cryptography.X509Certificates;
using RewardLab.Abstractions;

namespace RewardLab.Web;

/// <summary>How pages are served.</summary>
public sealed record WebOptions
{
    /// <summary>Address and port to listen on.</summary>
    public WebAddress Address { get; init; } = WebAddress.Local;

    /// <summary>The certificate of HTTPS; null for plain HTTP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Who signs the certificates that clients must show, HTTPS alone; null where they need none.</summary>
    public X509Certificate2Collection? ClientAuthorities { get; init; }

    /// <summary>What to tell who starts a server that other machines can reach; null where they cannot.</summary>
    public string? Notice => Address.IsLocal ? null
        : Certificate is null
            ? "This is plain HTTP: anyone on the network path can read and change the links and everything shown or sent. Use HTTPS with --certificate FILE."
        : "Served over HTTPS.";

    /// <summary>Reads the certificates of those who sign clients' certificates.</summary>
    /// <param name="path">PEM, of one or more.</param>
    /// <exception cref="Abstractions.RewardLabException">It cannot be read, or holds none.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(path);
            return authorities.Count > 0
                ? authorities
                : throw new Abstractions.RewardLabException($"--client-certificates {path}: the file holds no certificate in PEM.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new Abstractions.RewardLabException(
                $"--client-certificates {path}: cannot be read: {OneLine.FirstLine(exception)} Give a PEM file with the certificates of those who sign the "
                + "clients'.",
                exception);
        }
    }

    /// <summary>Reads a certificate with its private key.</summary>
    /// <param name="path">PFX, or PEM that holds both.</param>
    /// <param name="passwordFile">File whose first line is the password; null for none.</param>
    /// <exception cref="Abstractions.RewardLabException">It cannot be read, or lacks the key.</exception>
    public static X509Certificate2 ReadCertificate(string path, string? passwordFile)
    {
        try
        {
            var password = passwordFile is null ? null : Abstractions.TextFile.ReadLines(passwordFile) is [var first, ..] ? first : null;
            var isPem = File.ReadAllBytes(path).AsSpan().IndexOf("-----BEGIN"u8) >= 0;
            var certificate = !isPem ? X509CertificateLoader.LoadPkcs12FromFile(path, password)
                : password is null ? X509Certificate2.CreateFromPemFile(path)
                : X509Certificate2.CreateFromEncryptedPemFile(path, password);
            return certificate.HasPrivateKey
                ? certificate
                : throw new Abstractions.RewardLabException(
                    $"--certificate {path}: the file has no private key. Give a PFX file, or a PEM file with the certificate and its key.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException
            or ArgumentException)
        {
            throw new Abstractions.RewardLabException(
                $"--certificate {path}: cannot be read: {OneLine.FirstLine(exception)} Give a PFX file, or a PEM file with the certificate and its "
                + $"key{(passwordFile is null ? "; --certificate-password names the file of a password" : "")}.",
                exception);
        }
    }
}
