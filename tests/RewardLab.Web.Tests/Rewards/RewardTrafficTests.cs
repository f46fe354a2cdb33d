#pragma warning disable xUnit1051 // Requests to a program on this machine end with it.

using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using RewardLab.Serving.Tests;

namespace RewardLab.Web.Tests.Rewards;

/// <summary>Many clients at once, clients that hang up, and a program that is killed while they ask.</summary>
public sealed class RewardTrafficTests : IDisposable
{
    private const int Clients = 64;

    private readonly Workplace _workplace = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = Clients }) { Timeout = TimeSpan.FromMinutes(5) };

    public void Dispose()
    {
        _client.Dispose();
        _workplace.Dispose();
    }

    [Fact]
    public async Task Traffic_OfSixtyFourClients_GetsTheScoresOfScore()
    {
        // Each with a prompt of its own, so that none is answered from memory; one after the other first, then all at once.
        var golden = ServedRewards.GoldenPairs();
        var pairs = Enumerable.Range(0, Clients).Select(i => (golden[i % golden.Length].File, Prompt: $"two cats and {i} cups")).ToArray();
        var expected = new List<string>();
        using (var alone = new ServedRewards(_workplace, "--reward", "toybox-clip"))
        {
            foreach (var pair in pairs)
            {
                expected.Add(await ComputeAsync(alone.Url, pair));
            }
        }

        expected[..2].ShouldBe(pairs[..2].Select(pair => ServedRewards.Score(_workplace, "toybox-clip", [pair]).Single()));
        using var served = new ServedRewards(_workplace, "--reward", "toybox-clip");
        (await Task.WhenAll(pairs.Select(pair => ComputeAsync(served.Url, pair)))).ShouldBe(expected);
    }

    [Fact]
    public async Task Traffic_WhileTheProgramIsKilledAndStartedAgain_LosesNothing()
    {
        var pairs = Pairs();
        var port = ServedRewards.FreePort().ToString(CultureInfo.InvariantCulture);
        var served = new ServedRewards(_workplace, "--reward", "toybox-clip", "--port", port);
        try
        {
            var url = served.Url;
            var expected = await Task.WhenAll(pairs.Select(pair => ComputeAsync(url, pair)));
            var answered = 0;
            var clients = Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
            {
                var scores = new List<string>();
                for (var i = 0; i < 20; i++)
                {
                    scores.Add(await RetryAsync(url, pairs[(client + i) % pairs.Length]));
                    Interlocked.Increment(ref answered);
                }

                return scores;
            })).ToArray();
            await Poll.UntilAsync(() => Volatile.Read(ref answered) >= 30, "traffic");
            served.Program.KillAtOnce();
            served.Dispose();
            served = new ServedRewards(_workplace, "--reward", "toybox-clip", "--port", port);
            var all = await Task.WhenAll(clients);
            for (var client = 0; client < all.Length; client++)
            {
                all[client].ShouldBe(Enumerable.Range(0, 20).Select(i => expected[(client + i) % pairs.Length]));
            }
        }
        finally
        {
            served.Dispose();
        }
    }

    [Fact]
    public async Task Traffic_OfClientsThatHangUp_LeavesNothingWaiting()
    {
        using var served = new ServedRewards(_workplace, "--reward", "toybox-clip");
        var head = $"POST /compute HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {GoldenBodies.Read("compute.request.json").Length}\r\n\r\n";
        for (var i = 0; i < 32; i++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, served.Url.Port);
            await socket.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(head));
            await socket.GetStream().WriteAsync(i % 2 == 0 ? GoldenBodies.Read("compute.request.json") : GoldenBodies.Read("compute.request.json")[..100]);
        }

        (await ComputeAsync(served.Url, Pairs()[0])).ShouldNotBeEmpty();
        await Poll.UntilAsync(() => Metrics(served).Contains("rewardlab_requests_waiting 0\n", StringComparison.Ordinal), "nothing waiting");
    }

    private static (string File, string Prompt)[] Pairs() =>
        [.. ServedRewards.GoldenPairs().SelectMany(pair => GoldenBodies.Prompts.Select(prompt => (pair.File, prompt)))];

    private string Metrics(ServedRewards served) => _client.GetStringAsync(new Uri(served.Url, "metrics")).GetAwaiter().GetResult();

    private async Task<string> RetryAsync(Uri url, (string File, string Prompt) pair)
    {
        while (true)
        {
            try
            {
                return await ComputeAsync(url, pair);
            }
            catch (HttpRequestException)
            {
                await RealTime.PauseAsync(TimeSpan.FromMilliseconds(50), "between two tries of a client");
            }
        }
    }

    private async Task<string> ComputeAsync(Uri url, (string File, string Prompt) pair)
    {
        using var reply = await _client.PostAsJsonAsync(
            new Uri(url, "compute"), new { prompt = new[] { pair.Prompt }, image = new[] { File.ReadAllBytes(pair.File) } });
        reply.EnsureSuccessStatusCode();
        return (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("rewards")[0].GetRawText();
    }
}
