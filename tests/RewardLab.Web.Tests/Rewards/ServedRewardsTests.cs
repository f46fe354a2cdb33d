#pragma warning disable xUnit1051 // Requests to a program on this machine end with it.

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using RewardLab.Evaluation.Pickles;
using RewardLab.Serving.Tests;

namespace RewardLab.Web.Tests.Rewards;

/// <summary>The program serves Toybox's rewards, and every dialect answers what 'score' says.</summary>
public sealed class ServedRewardsTests : IDisposable
{
    private readonly Workplace _workplace = new();
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _workplace.Dispose();
    }

    [Fact]
    public async Task Score_InEveryDialect_EqualsThatOfScoreToTheLastBit()
    {
        var expected = ServedRewards.Score(_workplace, "toybox-clip", ServedRewards.GoldenPairs());
        var jpegs = PickledImages("prompts.np1.protocol4.pkl").Select((bytes, i) =>
        {
            File.WriteAllBytes(_workplace[$"{i}.jpg"], bytes);
            return (_workplace[$"{i}.jpg"], GoldenBodies.Prompts[i]);
        });
        var expectedOfJpegs = ServedRewards.Score(_workplace, "toybox-clip", jpegs);
        using var served = new ServedRewards(_workplace, "--reward", "toybox-clip", "--reward", "toybox-pickscore", "--default", "toybox-clip");

        var score = await PostJsonAsync(served, "score", "score.request.json");
        score.GetProperty("results").EnumerateArray().Select(entry => entry.GetProperty("toybox-clip").GetProperty("score").GetRawText()).ShouldBe(expected);
        var compute = await PostJsonAsync(served, "compute", "compute.request.json");
        compute.GetProperty("rewards").EnumerateArray().Select(reward => reward.GetRawText()).ShouldBe(expected);
        (await PostJsonAsync(served, "r/toybox-pickscore/compute", "compute.request.json")).GetProperty("rewards")[0].GetRawText().ShouldNotBe(expected[0]);

        using var own = await _client.PostAsJsonAsync(new Uri(served.Url, "v1/score"), new
        {
            images = Enumerable.Range(0, 3).Select(i => GoldenBodies.Read($"image{i}.png")),
            prompts = GoldenBodies.Prompts,
            rewards = new[] { "toybox-clip" },
        });
        OwnScores(await own.Content.ReadFromJsonAsync<JsonElement>()).ShouldBe(expected);
        OwnScores(await PostFormAsync(served)).ShouldBe(expected);

        foreach (var name in GoldenBodies.Names("prompts", "queries"))
        {
            using var reply = await _client.PostAsync(new Uri(served.Url, "any/path"), new ByteArrayContent(GoldenBodies.Read(name)));
            reply.StatusCode.ShouldBe(HttpStatusCode.OK);
            var answer = (PickledMap)PickledBodyReader.Read(await reply.Content.ReadAsByteArrayAsync())!;
            answer.TryGet("outputs", out var outputs).ShouldBeTrue();
            ((PickledSequence)outputs!).Select(output => Digits(output is PickledSequence list ? list.Single() : output)).ShouldBe(expectedOfJpegs, name);
        }
    }

    [Fact]
    public async Task Score_OfManyClientsOnTwoDevices_IsWhatEachIsToldAlone()
    {
        var expected = ServedRewards.GoldenPairs().Select(pair => ServedRewards.Score(_workplace, "toybox-clip", [pair]).Single()).ToArray();
        using var served = new ServedRewards(_workplace, "--reward", "toybox-clip", "--devices", "cpu,cpu");
        var answers = await Task.WhenAll(Enumerable.Range(0, 48).Select(async i =>
        {
            using var reply = await _client.PostAsJsonAsync(new Uri(served.Url, "v1/score"), new
            {
                images = new[] { GoldenBodies.Read($"image{i % 3}.png") },
                prompts = new[] { GoldenBodies.Prompts[i % 3] },
                details = i % 2 == 0, // requests that are scored together, and such as are not
            });
            return OwnScores(await reply.Content.ReadFromJsonAsync<JsonElement>()).Single();
        }));
        answers.ShouldBe(Enumerable.Range(0, 48).Select(i => expected[i % 3]));
    }

    [Theory]
    [InlineData("--devices", "cpu,,cpu", 2, "--devices cpu,,cpu: separate devices by commas, as in cuda:0,cuda:1.")]
    [InlineData("--devices", "gpu7", 1, "gpu7")]
    [InlineData("--merge-requests", "often", 2, "--merge-requests often: must be where-exact, always or never.")]
    [InlineData("--watch-sample", "513", 2, "--watch-sample 513 is more than the 512 images of --watch-window.")]
    public void Serve_WithAnOptionThatIsWrong_SaysSo(string option, string value, int exitCode, string message)
    {
        string[] watch = option.StartsWith("--watch", StringComparison.Ordinal) ? ["--watch", _workplace["watched"]] : [];
        var outcome = _workplace.Run(["rewards", "serve", "--reward", "toybox-clip", "--port", "0", option, value, .. watch]);
        outcome.ExitCode.ShouldBe(exitCode, outcome.Error);
        outcome.Error.ShouldContain(message);
    }

    [Fact]
    public async Task Score_OfATree_ShowsMembersSharesAndContrastivePrompts()
    {
        _workplace.Write("tree.yaml", """
            ensemble: mean
            members:
              - { textNorm: { reward: toybox-clip }, generator: rules }
              - { textNorm: { reward: toybox-pickscore }, generator: rules }
            """);
        using var served = new ServedRewards(_workplace, "--reward", $"calibrated={_workplace["tree.yaml"]}");
        using var reply = await _client.PostAsJsonAsync(new Uri(served.Url, "v1/score"), new
        {
            images = new[] { GoldenBodies.Read("image0.png"), GoldenBodies.Read("image1.png") },
            prompts = new[] { "two cats", "three stars" },
            mode = "matrix",
        });
        var results = (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").EnumerateArray().ToArray();
        results.Length.ShouldBe(4);
        foreach (var result in results)
        {
            var reward = result.GetProperty("rewards").GetProperty("calibrated");
            var members = reward.GetProperty("members").EnumerateArray().ToArray();
            var shares = members.Select(member => member.GetProperty("share").GetDouble()).ToArray();
            reward.GetProperty("score").GetDouble().ShouldBe(shares.Average(), 1e-6);
            members.ShouldAllBe(member => member.GetProperty("contrastivePrompts").GetArrayLength() > 1);
            members[0].GetProperty("members")[0].GetProperty("name").GetString().ShouldBe("toybox-clip");
        }
    }

    [Fact]
    public async Task Pages_OfTheService_ShowWhatItDoes()
    {
        using var served = new ServedRewards(_workplace, "--reward", "toybox-clip");
        await PostJsonAsync(served, "compute", "compute.request.json");
        foreach (var address in new[] { "health", "r/toybox-clip/health" })
        {
            var health = await _client.GetFromJsonAsync<JsonElement>(new Uri(served.Url, address));
            health.GetProperty("status").GetString().ShouldBe("ok");
            health.GetProperty("rewards").GetProperty("toybox-clip")[0].GetString().ShouldBe("ok");
        }

        using var unknown = await _client.GetAsync(new Uri(served.Url, "r/none/health"));
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _client.GetFromJsonAsync<JsonElement>(new Uri(served.Url, "rewards"))).GetProperty("rewards")[0].GetString().ShouldBe("toybox-clip");
        var metrics = await _client.GetStringAsync(new Uri(served.Url, "metrics"));
        metrics.ShouldContain("rewardlab_ready 1\n");
        metrics.ShouldContain("rewardlab_scores_total{reward=\"toybox-clip\"} 3\n");
        metrics.ShouldContain("rewardlab_requests_total{dialect=\"compute\",status=\"200\"} 1\n");
        (await _client.GetStringAsync(served.Url)).ShouldContain("<th scope=\"row\">toybox-clip (default)</th><td class=\"num\">3</td>");
        var document = await _client.GetFromJsonAsync<JsonElement>(new Uri(served.Url, "openapi/v1.json"));
        document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ShouldBe(
            [
                "/health", "/r/{reward}/health", "/rewards", "/metrics", "/score", "/compute", "/v1/score", "/r/{reward}/score", "/r/{reward}/compute",
                "/r/{reward}/v1/score", "/r/{reward}/{rest}", "/{rest}",
            ]);
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(path => path.Value.TryGetProperty("post", out _)))
        {
            var responses = path.Value.GetProperty("post").GetProperty("responses");
            responses.EnumerateObject().Select(response => response.Name).ShouldBe(
                ["200", "400", "401", "404", "413", "415", "422", "429", "500", "503"], ignoreOrder: true, path.Name);
            responses.GetProperty("429").GetProperty("headers").TryGetProperty("Retry-After", out _).ShouldBeTrue(path.Name);
            responses.GetProperty("401").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("properties")
                .GetProperty("error").GetProperty("type").GetString().ShouldBe("string", path.Name);
            var type = path.Name.Contains("{rest}", StringComparison.Ordinal) ? "application/octet-stream" : "application/json";
            foreach (var status in (string[])["400", "413", "415", "429", "500", "503"])
            {
                responses.GetProperty(status).GetProperty("content").TryGetProperty(type, out _).ShouldBeTrue($"{path.Name} {status}");
            }
        }

        document.GetProperty("paths").GetProperty("/health").GetProperty("get").GetProperty("responses").GetProperty("503").GetProperty("content")
            .GetProperty("application/json").GetProperty("schema").GetProperty("properties").TryGetProperty("status", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Requests_ThatAreRefused_SayWhyInTheirDialect()
    {
        using var served = new ServedRewards(_workplace, "--reward", "toybox-clip", "--no-pickle");
        (await StatusAsync(served, "", GoldenBodies.Read("prompts.np1.protocol4.pkl"))).ShouldBe(415);
        (await StatusAsync(served, "compute", GoldenBodies.Read("prompts.np1.protocol4.pkl"))).ShouldBe(400);
        (await StatusAsync(served, "r/none/compute", GoldenBodies.Read("compute.request.json"))).ShouldBe(404);
        using var elsewhere = new HttpRequestMessage(HttpMethod.Post, new Uri(served.Url, "compute")) { Content = new ByteArrayContent([1]) };
        elsewhere.Headers.Add("Origin", "https://example.org");
        using var refused = await _client.SendAsync(elsewhere);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, new Uri(served.Url, "health"));
        rebound.Headers.Host = "example.org";
        using var misdirected = await _client.SendAsync(rebound);
        misdirected.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
    }

    [Fact]
    public async Task Requests_FromOtherMachines_NeedTheToken()
    {
        _workplace.Write("token", "sesame\n");
        using var served = new ServedRewards(_workplace, "--reward", "toybox-clip", "--listen", "0.0.0.0:0", "--token-file", _workplace["token"]);
        served.Program.OutputSoFar.ShouldContain("This is plain HTTP");
        var local = new UriBuilder(served.Url) { Host = "127.0.0.1" }.Uri;
        using var nobody = await _client.GetAsync(new Uri(local, "health"));
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var header in new[]
        {
            new AuthenticationHeaderValue("Bearer", "sesame"),
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String("any:sesame"u8)),
        })
        {
            (await StatusAsync(local, header)).ShouldBe(200);
        }

        (await StatusAsync(local, new AuthenticationHeaderValue("Bearer", "sesam"))).ShouldBe(401);
        (await StatusAsync(local, new AuthenticationHeaderValue("Basic", "!"))).ShouldBe(401);
    }

    [Theory]
    [InlineData("--reward nothing", 1, "There is no reward 'nothing'")]
    [InlineData("--reward a/b=tree.yaml", 2, "clients put a reward's name into an address")]
    [InlineData("--reward toybox-clip --reward toybox-clip", 2, "the name is given twice")]
    [InlineData("--reward toybox-clip --default other", 2, "no such reward is served. These are: toybox-clip")]
    [InlineData("--reward t=missing.yaml", 1, "There is no file 'missing.yaml'")]
    [InlineData("--reward toybox-clip --set other.device=cpu", 2, "reward 'other' is not in use")]
    [InlineData("--reward toybox-clip --set toybox-clip.devise=cpu", 1, "devise")]
    [InlineData("--reward toybox-clip --set toybox-clip.device=cpu --devices cpu,cpu", 2, "'toybox-clip' has option 'device' (cpu) already")]
    public void Start_WithoutSense_SaysWhyAndEnds(string arguments, int exitCode, string problem)
    {
        var outcome = _workplace.Run(["rewards", "serve", "--port", "0", .. arguments.Split(' ')]);
        outcome.ExitCode.ShouldBe(exitCode, outcome.Error);
        outcome.Error.ShouldContain(problem);
        outcome.Output.ShouldNotContain("http://", Case.Sensitive, "whoever reads an address sends requests to it");
    }

    private static IEnumerable<byte[]> PickledImages(string name)
    {
        ((PickledMap)PickledBodyReader.Read(GoldenBodies.Read(name))!).TryGet("images", out var images).ShouldBeTrue();
        return ((PickledSequence)images!).Select(image => ((ReadOnlyMemory<byte>)image!).ToArray());
    }

    private static string Digits(object? score) => ((float)(double)score!).ToString("R", CultureInfo.InvariantCulture);

    private static IEnumerable<string> OwnScores(JsonElement answer) => answer.GetProperty("results").EnumerateArray()
        .Select(result => result.GetProperty("rewards").GetProperty("toybox-clip").GetProperty("score").GetRawText());

    private async Task<JsonElement> PostJsonAsync(ServedRewards served, string path, string body)
    {
        using var reply = await _client.PostAsync(new Uri(served.Url, path), new ByteArrayContent(GoldenBodies.Read(body)));
        reply.StatusCode.ShouldBe(HttpStatusCode.OK, await reply.Content.ReadAsStringAsync());
        return await reply.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<JsonElement> PostFormAsync(ServedRewards served)
    {
        using var form = new MultipartFormDataContent();
        for (var i = 0; i < GoldenBodies.Prompts.Length; i++)
        {
            form.Add(new ByteArrayContent(GoldenBodies.Read($"image{i}.png")), "image", $"{i}.png");
            form.Add(new StringContent(GoldenBodies.Prompts[i]), "prompt");
        }

        form.Add(new StringContent("toybox-clip"), "reward");
        using var reply = await _client.PostAsync(new Uri(served.Url, "v1/score"), form);
        reply.StatusCode.ShouldBe(HttpStatusCode.OK, await reply.Content.ReadAsStringAsync());
        return await reply.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<int> StatusAsync(ServedRewards served, string path, byte[] body)
    {
        using var reply = await _client.PostAsync(new Uri(served.Url, path), new ByteArrayContent(body));
        (await reply.Content.ReadAsByteArrayAsync()).ShouldNotBeEmpty();
        return (int)reply.StatusCode;
    }

    private async Task<int> StatusAsync(Uri address, AuthenticationHeaderValue header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "health"));
        request.Headers.Authorization = header;
        using var reply = await _client.SendAsync(request);
        return (int)reply.StatusCode;
    }
}
