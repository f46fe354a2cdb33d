#pragma warning disable xUnit1051 // Requests to a server of this process end with it.

using System.Net.Http.Headers;
using CsCheck;
using RewardLab.Serving.Rewards;
using RewardLab.Serving.Tests;
using RewardLab.Serving.Tests.Rewards;
using RewardLab.Web.Rewards;

namespace RewardLab.Web.Tests.Rewards;

/// <summary>Damaged bodies in every dialect: each is answered by a status below 500, nothing runs, and memory stays flat.</summary>
public sealed class RewardFuzzTests(ITestOutputHelper output)
{
    private static readonly (string Path, byte[] Body)[] Seeds =
    [
        .. GoldenBodies.Names("prompts", "queries", "hostile-e", "hostile-g", "hostile-l", "hostile-m", "hostile-s", "truncated")
            .Select(name => ("any", GoldenBodies.Read(name))),
        ("score", GoldenBodies.Read("score.request.json")),
        ("compute", GoldenBodies.Read("compute.request.json")),
        ("v1/score", "{\"images\":[\"AAAA\"],\"prompts\":[\"a\"],\"rewards\":[\"mean\"],\"mode\":\"pairs\",\"details\":true}"u8.ToArray()),
        ("v1/score", [.. "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n"u8, .. GoldenBodies.Read("image0.png"),
            .. "\r\n--x\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na cat\r\n--x--\r\n"u8]),
    ];

    [Fact]
    public Task Bodies_ThatAreDamaged_AreAnswered() => FuzzAsync(2_000);

    [Fact(Explicit = true)]
    public Task HundredThousandBodies_ThatAreDamaged_AreAnswered() => FuzzAsync(100_000);

    private async Task FuzzAsync(int count)
    {
        File.Delete("/tmp/pwned");
        var reported = new List<string>();
        await using var service = new RewardService(
            new RewardServiceOptions { Rewards = ["mean"] },
            _ => new LoadedRewards([new ServedReward("mean", new ScriptedReward("mean"))], []),
            RealTime.Clock,
            reported.Add);
        await service.Ready;
        await using var server = await RewardServer.StartAsync(
            new RewardServerOptions { Web = new WebOptions { Address = WebAddress.Local with { Port = 0 } } }, service, reported.Add, default);
        using var client = new HttpClient();
        var url = new Uri(server.Url);
        var bodies = Damaged().Array[Math.Min(count, 1000)];
        var (sent, before, peak) = (0, 0L, 0L);
        var statuses = new SortedDictionary<int, int>();
        while (sent < count)
        {
            foreach (var (path, body) in bodies.Single())
            {
                using var content = new ByteArrayContent(body);
                content.Headers.ContentType = path == "v1/score" && body.AsSpan().StartsWith("--"u8)
                    ? MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x")
                    : null;
                using var reply = await client.PostAsync(new Uri(url, path), content);
                ((int)reply.StatusCode).ShouldBeLessThan(500, $"{path}: {Convert.ToBase64String(body)}");
                statuses[(int)reply.StatusCode] = statuses.GetValueOrDefault((int)reply.StatusCode) + 1;
                sent++;
            }

            var memory = GC.GetTotalMemory(forceFullCollection: true);
            before = before == 0 ? memory : before;
            peak = Math.Max(peak, memory);
        }

        output.WriteLine($"{sent} bodies: {string.Join(", ", statuses)}; {before >> 20} MB after the first thousand, at most {peak >> 20} MB.");
        reported.ShouldBeEmpty();
        server.BytesUnderWay.ShouldBe(0);
        (peak - before).ShouldBeLessThan(64L << 20);
        File.Exists("/tmp/pwned").ShouldBeFalse();
    }

    private static Gen<(string Path, byte[] Body)> Damaged() =>
        from seed in Gen.Int[0, Seeds.Length - 1]
        from places in Gen.Int[0, Math.Max(0, Seeds[seed].Body.Length - 1)].Array[1, 6]
        from bytes in Gen.Byte.Array[6]
        from kind in Gen.Int[0, DamagedBytes.Kinds]
        from other in Gen.Int[0, Seeds.Length - 1]
        select (
            Seeds[seed].Path,
            kind == DamagedBytes.Kinds ? Seeds[seed].Body : DamagedBytes.Of(Seeds[seed].Body, places, bytes, kind, Seeds[other].Body));
}
