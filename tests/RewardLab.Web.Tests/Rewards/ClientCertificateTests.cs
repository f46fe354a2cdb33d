#pragma warning disable xUnit1051 // Requests to a program on this machine end with it.

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RewardLab.Web.Tests.Rewards;

/// <summary>A reward service that asks clients for a certificate.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Requests_WithAKnownCertificate_AreAnsweredAndOthersAreNot()
    {
        using var server = Make("CN=server");
        using var known = Make("CN=trainer");
        using var stranger = Make("CN=stranger");
        _workplace.Write("server.pem", $"{server.ExportCertificatePem()}\n{server.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n");
        _workplace.Write("clients.pem", known.ExportCertificatePem());
        using var served = new ServedRewards(
            _workplace, "--reward", "toybox-clip", "--listen", "127.0.0.1:0", "--certificate", "server.pem", "--client-certificates", "clients.pem");
        served.Url.Scheme.ShouldBe("https");
        (await AskAsync(served.Url, server, known)).ShouldContain("ok");
        await Should.ThrowAsync<HttpRequestException>(AskAsync(served.Url, server, stranger));
        await Should.ThrowAsync<HttpRequestException>(AskAsync(served.Url, server, null));
    }

    [Fact]
    public void Start_WithClientCertificatesAndWithoutHttps_SaysWhatIsMissing()
    {
        var outcome = _workplace.Run("rewards", "serve", "--reward", "toybox-clip", "--client-certificates", "clients.pem");
        outcome.ExitCode.ShouldBe(2);
        outcome.ErrorLine.ShouldContain("Add --certificate FILE");
    }

    private static X509Certificate2 Make(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }

    private static async Task<string> AskAsync(Uri url, X509Certificate2 server, X509Certificate2? own)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(server);
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } };
        if (own is not null)
        {
            handler.SslOptions.ClientCertificates = [own];
        }

        using var client = new HttpClient(handler);
        return await client.GetStringAsync(new Uri(url, "health"));
    }
}
