using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using RewardLab.Abstractions;
using RewardLab.Rewards.Http.Calls;
using RewardLab.Rewards.Http.Dialects;

namespace RewardLab.Rewards.Http.Tests;

/// <summary>Attempts, waits, bounds, and what a service that does not answer does to whoever asks.</summary>
public sealed class CallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public void Failure_ThatMayPass_IsTriedAgain(int status)
    {
        var left = 2;
        using var server = new ScoreServer((_, reply) => Interlocked.Decrement(ref left) >= 0 ? new LoopbackReply(status) : reply);
        server.Make().Score(ScoreServer.Images(1), "a", Token).ShouldBe([ScoreServer.Score([0], "a")]);
        server.Requests.Count.ShouldBe(3);
        server.Requests.Select(request => request.Body).Distinct().ShouldHaveSingleItem();
        server.Log.Count.ShouldBe(2);
        server.Log.First().ShouldMatch($"^Reward 'http': 127.0.0.1:[0-9]+ answers {status}; trying again in 0 s \\(attempt 2 of 5\\)$");
    }

    [Theory]
    [InlineData(500, "answers 500, also after 3 attempts: \"no GPU\"")]
    [InlineData(429, "is busy (429), also after 3 attempts: \"no GPU\"; lower option 'parallelRequests'")]
    [InlineData(503, "is not ready (503), also after 3 attempts: \"no GPU\"")]
    public void Failure_ThatDoesNotPass_IsSaidInTheServicesWords(int status, string problem)
    {
        using var server = new ScoreServer((_, _) => ScoreServer.Json(new { error = "no GPU" }, status));
        server.Failure(server.Options() with { Attempts = 3 }).ShouldContain(problem);
        server.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(400, "refuses the request (400)")]
    [InlineData(401, "requires a token (401); put it into an environment variable and set option 'tokenVariable' to its name")]
    [InlineData(403, "requires a token (403)")]
    [InlineData(404, "has nothing at /v1/score (404); check options 'url', 'dialect' and 'reward'")]
    [InlineData(405, "has nothing at /v1/score (405)")]
    [InlineData(413, "finds the request too large (413); lower option 'imagesPerRequest'")]
    [InlineData(415, "refuses the request (415)")]
    [InlineData(422, "refuses the request (422)")]
    [InlineData(301, "redirects (301), which is not followed; set option 'url'")]
    [InlineData(308, "redirects (308), which is not followed")]
    public void Refusal_ThatStays_IsNotTriedAgain(int status, string problem)
    {
        using var elsewhere = new ScoreServer();
        using var server = new ScoreServer((_, _) => new LoopbackReply(status, new() { ["Location"] = $"{elsewhere.Url}/v1/score" }, []));
        server.Failure().ShouldContain(problem);
        server.Requests.Count.ShouldBe(1);
        elsewhere.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void RetryAfter_OfASecond_IsWaitedFor()
    {
        var left = 1;
        using var server = new ScoreServer((_, reply) => Interlocked.Decrement(ref left) >= 0 ? ScoreServer.Text("", 429, ("Retry-After", "1")) : reply);
        server.Make().Score(ScoreServer.Images(1), "a", Token);
        server.Log.ShouldHaveSingleItem().ShouldEndWith("answers 429; trying again in 1 s (attempt 2 of 5)");
    }

    [Fact]
    public void RetryAfter_OfAnHour_IsNotWaitedFor()
    {
        using var server = new ScoreServer((_, _) => ScoreServer.Text("", 429, ("Retry-After", "3600")));
        server.Failure().ShouldContain("asks for a wait of 3600 s (429); try again after that");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void Service_ThatIsNotThere_IsSaidWithWhatToStart()
    {
        using var server = new ScoreServer();
        using var closed = new ClosedPort();
        var reward = server.Make(server.Options() with { Url = closed.Address.ToString(), Attempts = 2 });
        var message = Should.Throw<RewardLabException>(() => reward.Score(ScoreServer.Images(1), "a", Token)).Message;
        message.ShouldStartWith($"Reward 'http': {closed.Address}v1/score cannot be reached (Connection refused");
        message.ShouldContain(
            $", also after 2 attempts; start the service, for example with 'rewardlab rewards serve --reward served --port {closed.Address.Port}'");
        server.Log.ShouldHaveSingleItem().ShouldContain("cannot be reached; trying again");
    }

    [Fact]
    public void Answer_ThatBreaksOff_IsTriedAgain()
    {
        var left = 2;
        using var server = new ScoreServer((_, reply) => Interlocked.Decrement(ref left) >= 0 ? reply with { CutAfter = 20 } : reply);
        server.Make().Score(ScoreServer.Images(2), "a", Token).Length.ShouldBe(2);
        server.Requests.Count.ShouldBe(3);
        server.Log.ShouldAllBe(line => line.Contains(" broke the connection off; trying again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Service_ThatSpeaksNoTls_IsNotTriedAgain()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(Token);
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Token);
        }, Token);
        using var caller = Caller(listener, maxConnect: TimeSpan.FromMinutes(1), out var log);
        (await Should.ThrowAsync<CallFailedException>(() => caller.AskAsync("text/plain", default, _ => "", Token)))
            .Message.ShouldStartWith("cannot be reached securely (");
        log.ShouldBeEmpty();
        await answering;
    }

    [Fact]
    public async Task Service_ThatLetsNobodyConnect_IsTriedAgain()
    {
        // The system takes the connection, and nobody shakes hands.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var caller = Caller(listener, maxConnect: TimeSpan.FromSeconds(0.3), out var log);
        (await Should.ThrowAsync<CallFailedException>(() => caller.AskAsync("text/plain", default, _ => "", Token)))
            .Message.ShouldStartWith("cannot be reached (no connection in time), also after 3 attempts; ");
        log.Count.ShouldBe(2);
        log.ShouldAllBe(line => line.Contains(" cannot be reached; trying again", StringComparison.Ordinal));
    }

    [Fact]
    public void Answer_ThatAlwaysBreaksOff_IsNamed()
    {
        using var server = new ScoreServer((_, reply) => reply with { CutAfter = 20 });
        server.Failure(server.Options() with { Attempts = 2 }).ShouldContain("broke the connection off");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Answer_ThatNeverEnds_IsGivenUp(int bytes)
    {
        using var server = new ScoreServer((_, reply) => reply with { SilentAfter = bytes });
        server.Failure(server.Options() with { Attempts = 2, TimeoutSeconds = 0.3 })
            .ShouldContain("gives no whole answer within 0.3 s, also after 2 attempts; raise option 'timeoutSeconds'");
    }

    [Fact]
    public void Answer_LargerThanAnyNeedsToBe_IsNotRead()
    {
        using var server = new ScoreServer((_, reply) => reply with { Body = new byte[(64 << 20) + (1 << 20)] });
        server.Failure().ShouldContain("answers with more than 64 MB, which no scores need");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cancellation_WhileTheServiceIsSilent_EndsAtOnce()
    {
        using var server = new ScoreServer((_, reply) => reply with { SilentAfter = 5 });
        using var stop = new CancellationTokenSource();
        var reward = server.Make(server.Options() with { ImagesPerRequest = 1 });
        var scoring = Task.Run(() => reward.Score(ScoreServer.Images(9), ["a"], stop.Token), Token);
        await Poll.UntilAsync(() => server.Silences >= 4, "requests that wait");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(scoring);
        server.Requests.Count.ShouldBeLessThan(9);
    }

    [Fact]
    public async Task Cancellation_WhileItWaitsForAnotherAttempt_EndsAtOnce()
    {
        using var server = new ScoreServer((_, _) => ScoreServer.Text("", 503, ("Retry-After", "50")));
        using var stop = new CancellationTokenSource();
        var reward = server.Make();
        var scoring = Task.Run(() => reward.Score(ScoreServer.Images(1), ["a"], stop.Token), Token);
        await Poll.UntilAsync(() => !server.Log.IsEmpty, "the wait");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(scoring);
    }

    [Fact]
    public void Requests_UnderWay_AreAsManyAsAllowed()
    {
        using var arrived = new CountdownEvent(3);
        using var server = new ScoreServer((_, reply) =>
        {
            arrived.Signal();
            arrived.Wait(Token);
            return reply;
        });
        var images = ScoreServer.Images(3);
        server.Make(server.Options(ServiceDialect.Prompts) with { ImagesPerRequest = 1, ParallelRequests = 3 }).Score(images, "a", Token)
            .ShouldBe(Enumerable.Range(0, 3).Select(i => ScoreServer.Score(images[i], "a")));
        server.MaxUnderWay.ShouldBe(3);
    }

    private static ScoreCaller Caller(TcpListener listener, TimeSpan maxConnect, out ConcurrentQueue<string> log)
    {
        var lines = log = [];
        var address = RewardAddress.Parse($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", "v1/score", "");
        var options = new CallOptions(TimeSpan.FromMinutes(1), Attempts: 3, TimeSpan.Zero, "", HasToken: false) { MaxConnect = maxConnect };
        return new ScoreCaller(address, options, RewardToken.Read("", address, _ => null), lines.Enqueue);
    }
}
