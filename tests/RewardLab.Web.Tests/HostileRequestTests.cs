#pragma warning disable xUnit1051 // Requests to a program on this machine end with it.

using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using RewardLab.Studies.Database;

namespace RewardLab.Web.Tests;

/// <summary>What a stranger sends to a study. Tests that leave no trace ask one and the same program.</summary>
public sealed class HostileRequestTests(HostileStudyFixture study) : IClassFixture<HostileStudyFixture>
{
    private static readonly string[] Headers =
    [
        "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy",
    ];

    private readonly Workplace _workplace = study.Workplace;
    private readonly HttpClient _client = study.Client;
    private readonly Uri _base = study.Base;

    [Fact]
    public async Task Image_OutsideTheFolder_IsNeverSentByAnyLink()
    {
        var content = StudyContent.Read(_workplace["images/labels.db"]);
        foreach (var (file, status) in new[]
        {
            ("out.png", HttpStatusCode.NotFound), ("door/outside.png", HttpStatusCode.NotFound), ("page.png", HttpStatusCode.NotFound),
            ("in.png", HttpStatusCode.OK), ("0000.png", HttpStatusCode.OK),
        })
        {
            var item = content.Items.Single(item => item.First[0].File == file);
            using var reply = await _client.GetAsync(new Uri(_base, $"image/{item.Id}/0/0"));
            reply.StatusCode.ShouldBe(status, file);
            reply.Content.Headers.ContentType!.MediaType.ShouldBe(status == HttpStatusCode.OK ? "image/png" : "application/json");
        }
    }

    [Theory]
    [InlineData("../../../../../../etc/passwd")]
    [InlineData("picture/../../../../etc/passwd")]
    [InlineData("picture/..%2f..%2f..%2fetc%2fpasswd/0/0")]
    [InlineData("%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("..\\..\\secret.png")]
    [InlineData("%5c%2e%2e%5csecret.png")]
    [InlineData("picture/1/0/0/../../../../secret.png")]
    [InlineData("picture/1/0/..%00")]
    [InlineData("picture/-1/0/0")]
    [InlineData("picture/1/0/1")]
    [InlineData("picture/1/2/0")]
    [InlineData("picture/1/-1/0")]
    [InlineData("picture/99999999999999999999/0/0")]
    [InlineData("picture/1/1/0")]
    [InlineData("item/0")]
    [InlineData("item/13")]
    [InlineData("notes.txt")]
    [InlineData("labels.db")]
    [InlineData("metadata.jsonl")]
    [InlineData("label.html")]
    [InlineData("..css")]
    [InlineData("appsettings.json")]
    public async Task Path_ThatIsNotServed_IsNotFound(string path)
    {
        // A raw socket: clients tidy paths up before they send them.
        var reply = await RawAsync($"GET {_base.AbsolutePath}{path} HTTP/1.1\r\nHost: {_base.Authority}\r\nConnection: close\r\n\r\n");

        reply.ShouldMatch(@"^HTTP/1\.1 4(00|04) ");
        reply.ShouldNotContain("root:");
        reply.ShouldNotContain("not for you");
        foreach (var header in Headers.Where(_ => reply.StartsWith("HTTP/1.1 404", StringComparison.Ordinal)))
        {
            reply.ShouldContain($"{header}: ");
        }
    }

    [Fact]
    public async Task Token_ThatIsWrong_OpensNothing()
    {
        using var own = new HostileStudyFixture(); // Strangers are slowed down afterwards.
        var (client, link) = (own.Client, own.Base);
        foreach (var token in (string[])
        [
            "x",
            "AAAAAAAAAAAAAAAAAAAAAA",
            link.Segments[2].Trim('/').ToLowerInvariant() + "x",
            "..",
            "%00",
            new string('a', 3000),
        ])
        {
            foreach (var path in (string[])["", "session", "next", "picture/1/0/0", "study.css"])
            {
                using var reply = await client.GetAsync(new Uri(link, $"/s/{token}/{path}"));
                reply.StatusCode.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests, HttpStatusCode.BadRequest);
                (await reply.Content.ReadAsStringAsync()).ShouldNotContain("prompt 1");
            }
        }

        using var cut = await client.GetAsync(new Uri(link.AbsoluteUri.TrimEnd('/')));
        cut.StatusCode.ShouldBe(HttpStatusCode.Redirect, "a link whose last slash was cut off leads on");
        new Uri(new Uri(link.AbsoluteUri.TrimEnd('/')), cut.Headers.Location!).ShouldBe(link);
        using var root = await client.GetAsync(new Uri(link, "/"));
        root.StatusCode.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests);

        // Who guesses is slowed down; who has a link is not.
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            using var reply = await client.GetAsync(new Uri(link, $"/s/{i:D22}/"));
            return reply.StatusCode;
        }));
        replies.ShouldContain(HttpStatusCode.TooManyRequests);
        using var mine = await client.GetAsync(new Uri(link, "session"));
        mine.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("", 400)]
    [InlineData("null", 400)]
    [InlineData("[]", 400)]
    [InlineData("\"x\"", 400)]
    [InlineData("{\"item\":1}", 400)]
    [InlineData("{\"item\":\"1\",\"answers\":{\"match\":1},\"key\":\"abcdefgh\"}", 400)]
    [InlineData("{\"item\":1,\"answers\":{\"match\":2},\"key\":\"abcdefgh\"}", 400)]
    [InlineData("{\"item\":1,\"answers\":{\"match\":1.5},\"key\":\"abcdefgh\"}", 400)]
    [InlineData("{\"item\":1,\"answers\":{\"match\":1e99},\"key\":\"abcdefgh\"}", 400)]
    [InlineData("{\"item\":1,\"answers\":{\"quality\":1},\"key\":\"abcdefgh\"}", 400)]
    [InlineData("{\"item\":1,\"answers\":{\"0\":1},\"key\":\"abcdefgh\"}", 400)]
    [InlineData("{\"item\":1,\"answers\":{},\"key\":\"abcdefgh\"}", 400)]
    [InlineData("{\"item\":1,\"answers\":null,\"key\":\"abcdefgh\"}", 400)]
    [InlineData("{\"item\":1,\"answers\":{\"match\":1},\"key\":\"short\"}", 400)]
    [InlineData("{\"item\":1,\"answers\":{\"match\":1},\"key\":null}", 400)]
    [InlineData("{\"item\":1,\"answers\":{\"match\":1},\"key\":\"abcdefgh\",\"takenMs\":-1}", 400)]
    [InlineData("{\"item\":1,\"answers\":{\"match\":1},\"key\":\"abcdefgh\",\"takenMs\":99999999999}", 400)]
    [InlineData("{\"item\":1,\"answers\":{\"match\":1},\"key\":\"abcdefgh\",\"clientTime\":\"yesterday\"}", 400)]
    [InlineData("{\"item\":1,\"answers\":{\"match\":1},\"key\":\"abcdefgh\",\"annotator\":2}", 400)]
    [InlineData("{\"item\":0,\"answers\":{\"match\":1},\"key\":\"abcdefgh\"}", 404)]
    [InlineData("{\"item\":99,\"answers\":{\"match\":1},\"key\":\"abcdefgh\"}", 404)]
    [InlineData("{\"item\":1,\"answers\":{\"match\":1,\"match\":0},\"key\":\"abcdefgh\",\"key\":[[[[[[[[[[[[]]]]]]]]]]]]}", 400)]
    public async Task Post_OfAnotherShape_IsRefusedInOneLine(string json, int status)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var reply = await _client.PostAsync(new Uri(_base, "answer"), content);

        ((int)reply.StatusCode).ShouldBe(status);
        var problem = (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("problem").GetString()!;
        problem.ShouldNotContain('\n');
        problem.ShouldNotContain("   at ");
        StudyContent.Read(_workplace["images/labels.db"]).Answers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_FromAnotherSite_IsRefused()
    {
        using var own = new HostileStudyFixture(); // It has an answer in the end.
        var link = own.Base;
        (string Name, string Value)[][] sites =
        [
            [("Origin", "https://evil.example")],
            [("Origin", "null")],
            [("Sec-Fetch-Site", "cross-site")],
            [("Sec-Fetch-Site", "same-site")],
            [("Origin", $"http://127.0.0.1:{link.Port + 1}")],
        ];
        foreach (var site in sites)
        {
            (await AnswerAsync(own, "application/json", site)).ShouldBe(HttpStatusCode.Forbidden);
        }

        // What a form of another site could send without asking first.
        foreach (var type in (string[])["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
        {
            (await AnswerAsync(own, type)).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        }

        foreach (var method in (string[])["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "NONSENSE"])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(link, "answer"));
            using var reply = await own.Client.SendAsync(request);
            reply.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed, method);
        }

        StudyContent.Read(own.Workplace["images/labels.db"]).Answers.ShouldBeEmpty();
        (await AnswerAsync(own, "application/json", ("Origin", $"http://{link.Authority}"), ("Sec-Fetch-Site", "same-origin"))).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("169.254.1.1")]
    [InlineData("127.0.0.1.evil.example")]
    public async Task Host_OfAnotherName_IsMisdirected(string host) =>
        (await RawAsync($"GET {_base.AbsolutePath}session HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 421 ");

    [Fact]
    public async Task Request_ThatIsTooLarge_IsCutOff()
    {
        using (var body = new StringContent($"{{\"item\":1,\"key\":\"{new string('k', 1 << 20)}\"}}", Encoding.UTF8, "application/json"))
        using (var reply = await _client.PostAsync(new Uri(_base, "answer"), body))
        {
            reply.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }

        // The same without a length said beforehand.
        var chunked = await RawAsync(
            $"POST {_base.AbsolutePath}answer HTTP/1.1\r\nHost: {_base.Authority}\r\nContent-Type: application/json\r\nTransfer-Encoding: "
            + $"chunked\r\nConnection: close\r\n\r\n{string.Concat(Enumerable.Repeat($"4000\r\n{new string(' ', 0x4000)}\r\n", 8))}0\r\n\r\n");
        chunked.ShouldMatch(@"^HTTP/1\.1 4(00|13) ");
        (await RawAsync($"GET {_base.AbsolutePath}{new string('a', 10_000)} HTTP/1.1\r\nHost: x\r\n\r\n")).ShouldStartWith("HTTP/1.1 414 ");
        (await RawAsync($"GET / HTTP/1.1\r\n{string.Concat(Enumerable.Range(0, 100).Select(i => $"X-{i}: y\r\n"))}\r\n")).ShouldStartWith("HTTP/1.1 431 ");
        (await RawAsync("\0\u0001\u0002 nonsense\r\n\r\n")).ShouldStartWith("HTTP/1.1 400 ");
        using var session = await _client.GetAsync(new Uri(_base, "session"));
        session.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u0007b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890")]
    public async Task Name_ThatIsNone_IsRefused(string name)
    {
        using var reply = await _client.PostAsJsonAsync(new Uri(new Uri(study.Link), "join"), new { name });

        reply.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await reply.Content.ReadAsStringAsync()).ShouldContain("1 to 60 characters");
    }

    [Fact]
    public async Task Link_OfOneAnnotator_LetsNobodyElseIn()
    {
        using var reply = await _client.PostAsJsonAsync(new Uri(_base, "join"), new { name = "Eve" });
        reply.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var anonymous = await _client.GetAsync(new Uri(new Uri(study.Link), "next"));
        anonymous.StatusCode.ShouldBe(HttpStatusCode.Forbidden, "the link that asks for a name answers nothing itself");
    }

    [Fact]
    public void Listen_ToOtherMachines_NeedsNamesAndSaysThatItIsPlain()
    {
        var refused = _workplace.Run("label", "images", "--to", "other.db", "--listen", "0.0.0.0:0");
        refused.ExitCode.ShouldBe(2);
        refused.ErrorLine.ShouldContain("--annotator NAME");
        var wrong = _workplace.Run("label", "images", "--to", "other.db", "--listen", "everywhere", "--annotator", "Anna");
        wrong.ExitCode.ShouldBe(2);
        wrong.ErrorLine.ShouldContain("is not an address and port of this machine");
        using var open = new ServedPages(
            _workplace, "label", "images", "--to", "other.db", "--listen", "0.0.0.0:0", "--annotator", "Anna", "--annotator", "Ben");
        open.Links.Length.ShouldBe(2);
        open.Program.OutputSoFar.ShouldContain("plain HTTP");
        open.End().ExitCode.ShouldBe(3, "the page that calls itself an image was left out");
    }

    [Fact]
    public async Task Certificate_ThatIsGiven_ServesByHttps()
    {
        X509Certificate2 root;
        using (var key = System.Security.Cryptography.RSA.Create(2048))
        {
            var request = new CertificateRequest(
                "CN=localhost", key, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            using var made = request.CreateSelfSigned(
                new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
            File.WriteAllBytes(_workplace["server.pfx"], made.Export(X509ContentType.Pfx, "hush"));
            root = X509CertificateLoader.LoadCertificate(made.RawData);
            _workplace.Write("server.pem", $"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        }

        _workplace.Write("password.txt", "hush\n");
        foreach (var certificate in (string[][])[["server.pem"], ["server.pfx", "--certificate-password", "password.txt"]])
        {
            using var secure = new ServedPages(
                _workplace, ["label", "images", "--to", "secure.db", "--listen", "127.0.0.1:0", "--annotator", "Anna", "--certificate", .. certificate]);
            secure.Links[0].ShouldStartWith("https://");
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.Add(root);
            using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } };
            using var client = new HttpClient(handler);
            (await client.GetStringAsync(new Uri(new Uri(secure.Links[0]), "session"))).ShouldContain("Anna");
        }

        var wrong = _workplace.Run("label", "images", "--to", "secure.db", "--certificate", "server.pfx");
        wrong.ExitCode.ShouldBe(1);
        wrong.ErrorLine.ShouldContain("--certificate-password names the file of a password");
    }

    private static async Task<HttpStatusCode> AnswerAsync(HostileStudyFixture study, string type, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(study.Base, "answer"))
        {
            Content = new StringContent("{\"item\":1,\"answers\":{\"match\":1},\"key\":\"abcdefgh\"}"),
        };
        request.Content.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var reply = await study.Client.SendAsync(request);
        return reply.StatusCode;
    }

    private async Task<string> RawAsync(string request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _base.Port);
        await using var stream = new NetworkStream(socket);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
        }
        catch (IOException)
        {
            // Cut off before all was sent.
        }

        var reply = new StringBuilder();
        var part = new byte[4096];
        try
        {
            for (int count; (count = await stream.ReadAsync(part, patience.Token)) > 0;)
            {
                reply.Append(Encoding.Latin1.GetString(part, 0, count));
            }
        }
        catch (IOException)
        {
            // Cut off after the reply.
        }

        return reply.ToString();
    }
}
