#pragma warning disable xUnit1051 // Requests to a program on this machine end with it.

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using RewardLab.Studies.Database;

namespace RewardLab.Web.Tests;

/// <summary>Many annotators at once, a power cut in the middle of traffic, and a crowd at the door.</summary>
[Collection(nameof(LabelLoadTests))]
public sealed class LabelLoadTests(ITestOutputHelper output) : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public Task Answers_SavedBeforeTwentyKills_AreAllThere() => KillAsync(20);

    [Fact(Explicit = true)]
    public Task Answers_SavedBeforeTwoHundredKills_AreAllThere() => KillAsync(200);

    [Fact]
    public Task Annotators_TenForTenSeconds_LoseNothing() => LoadAsync(10, TimeSpan.FromSeconds(10));

    [Fact(Explicit = true)]
    public async Task Annotators_FiftyForTwoMinutes_WaitLessThanATenthOfASecond()
    {
        var (p99, answers) = await LoadAsync(50, TimeSpan.FromMinutes(2));
        p99.ShouldBeLessThan(TimeSpan.FromMilliseconds(100));
        answers.ShouldBeGreaterThan((int)(50 * 120 * 0.7));
    }

    [Fact]
    public async Task Connections_TenThousandIdle_LeaveAnAnnotatorWorking()
    {
        TestImages.Write(_workplace, "images", 40);
        using var served = new ServedPages(_workplace, "label", "images");
        using var client = ServedPages.Client(1);
        var page = await served.JoinAsync(client, "Anna");
        var crowd = new ConcurrentBag<Socket>();
        try
        {
            // As many as this process may open; on machines that allow 20,000 files that is 10,000.
            var (opened, refused) = (0, 0);
            await Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, cancellationToken) =>
            {
                try
                {
                    var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    crowd.Add(socket);
                    await socket.ConnectAsync(IPAddress.Loopback, page.Port, cancellationToken);
                    await socket.SendAsync("GET /s/ HTTP/1.1\r\nHost: "u8.ToArray(), cancellationToken); // and never the rest
                    Interlocked.Increment(ref opened);
                }
                catch (SocketException)
                {
                    Interlocked.Increment(ref refused);
                }
            });
            var slowest = TimeSpan.Zero;
            for (var i = 1; i <= 40; i++)
            {
                var watch = Stopwatch.StartNew();
                using var reply = await client.PostAsJsonAsync(new Uri(page, "answer"), new { item = i, answers = new { match = 1 }, key = $"crowd-{i:D8}" });
                reply.StatusCode.ShouldBe(HttpStatusCode.OK);
                slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            }

            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{opened} connections open and {refused} refused; slowest of 40 answers beside them {slowest.TotalMilliseconds:0} ms; "
                + $"{ResidentMegabytes(served.Program.Process)} MB"));
            opened.ShouldBeGreaterThan(300);
        }
        finally
        {
            foreach (var socket in crowd)
            {
                socket.Dispose();
            }
        }

        // Afterwards everyone gets in again.
        using var late = ServedPages.Client();
        await served.JoinAsync(late, "Ben");
        served.End().ExitCode.ShouldBe(0);
        StudyContent.Read(_workplace["images/labels.db"]).Answers.Count.ShouldBe(40);
    }

    private async Task KillAsync(int kills)
    {
        TestImages.Write(_workplace, "images", 100);
        var acknowledged = new ConcurrentDictionary<string, (long Item, int Value)>(StringComparer.Ordinal);
        var random = new Random(1);
        for (var kill = 0; kill < kills; kill++)
        {
            using var served = new ServedPages(_workplace, "label", "images", "--annotators-each", "1000");
            using var ending = new CancellationTokenSource();
            var before = acknowledged.Count;
            var traffic = Enumerable.Range(0, 8)
                .Select(annotator => TrafficAsync(served, $"annotator {annotator}", kill, acknowledged, ending.Token))
                .ToArray();
            served.Program.WaitFor(() => acknowledged.Count > before, "the first answer");
            await RealTime.PauseAsync(TimeSpan.FromMilliseconds(random.Next(300)), "the kill comes at any moment");
            served.Program.KillAtOnce();
            await ending.CancelAsync();
            await Task.WhenAll(traffic);
        }

        var kept = StudyContent.Read(_workplace["images/labels.db"]).Answers.ToDictionary(
            answer => $"{answer.Answer.Annotator} {answer.Answer.Key}", answer => (answer.Answer.Item, answer.Answer.Value), StringComparer.Ordinal);
        var names = StudyContent.Read(_workplace["images/labels.db"])
            .Annotators.ToDictionary(annotator => annotator.Name, annotator => annotator.Id, StringComparer.Ordinal);
        var lost = acknowledged.Where(
            entry => !kept.TryGetValue($"{names[entry.Key.Split('|')[0]]} {entry.Key.Split('|')[1]}/Match", out var there) || there != entry.Value).ToArray();
        output.WriteLine($"{kills} kills, {acknowledged.Count} answers acknowledged, {kept.Count} kept, {lost.Length} lost");
        lost.ShouldBeEmpty();
        acknowledged.Count.ShouldBeGreaterThan(kills * 8);
    }

    private static async Task TrafficAsync(
        ServedPages served,
        string name,
        int kill,
        ConcurrentDictionary<string, (long Item, int Value)> acknowledged,
        CancellationToken cancellationToken)
    {
        using var client = ServedPages.Client(1);
        var random = new Random((1000 * kill) + (name[^1] - '0'));
        try
        {
            var page = await served.JoinAsync(client, name);
            for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
            {
                var (item, value, key) = (random.NextInt64(1, 101), random.Next(-1, 2), $"kill-{kill}-{i}-key");
                using var reply = await client.PostAsJsonAsync(new Uri(page, "answer"), new { item, answers = new { match = value }, key }, cancellationToken);
                if (reply.StatusCode == HttpStatusCode.OK
                    && (await reply.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("saved").GetInt32() == 1)
                {
                    acknowledged.TryAdd($"{name}|{key}", (item, value)).ShouldBeTrue();
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException or JsonException)
        {
            // Killed meanwhile.
        }
    }

    private async Task<(TimeSpan P99, int Answers)> LoadAsync(int annotators, TimeSpan duration)
    {
        TestImages.Write(_workplace, "images", 2000, size: 256);
        using var served = new ServedPages(_workplace, "label", "images");
        var times = new ConcurrentBag<double>();
        var sent = new ConcurrentDictionary<string, (long Item, int Value)>(StringComparer.Ordinal);
        var watch = Stopwatch.StartNew();
        var memory = new List<long>();
        var work = Enumerable.Range(0, annotators).Select(annotator => Task.Run(() => LabelAsync(served, annotator, duration, watch, times, sent))).ToArray();
        while (watch.Elapsed < duration)
        {
            await RealTime.PauseAsync(TimeSpan.FromSeconds(0.5), "between two measurements of memory");
            memory.Add(ResidentMegabytes(served.Program.Process));
        }

        await Task.WhenAll(work);
        served.End().ExitCode.ShouldBe(0);
        var sorted = times.Order().ToArray();
        var p99 = sorted[(int)(sorted.Length * 0.99)];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{annotators} annotators, {sent.Count} labels in {duration.TotalSeconds:0} s; "
            + $"answer acknowledged after median {sorted[sorted.Length / 2]:0.0} ms, 99th percentile {p99:0.0} ms, slowest {sorted[^1]:0.0} ms; "
            + $"memory {memory[memory.Count / 4]} MB after a quarter, {memory[^1]} MB at the end"));
        var kept = StudyContent.Read(_workplace["images/labels.db"]);
        kept.Answers.Count.ShouldBe(sent.Count);
        kept.Answers.ShouldAllBe(answer => sent[answer.Answer.Key!].Equals(new ValueTuple<long, int>(answer.Answer.Item, answer.Answer.Value)));
        sent.Count.ShouldBeGreaterThan(annotators);
        return (TimeSpan.FromMilliseconds(p99), sent.Count);
    }

    // As the page does: an answer, the next items, and the images that are new.
    private static async Task LabelAsync(
        ServedPages served,
        int annotator,
        TimeSpan duration,
        Stopwatch watch,
        ConcurrentBag<double> times,
        ConcurrentDictionary<string, (long Item, int Value)> sent)
    {
        using var client = ServedPages.Client();
        var page = await served.JoinAsync(client, $"annotator {annotator}");
        var ahead = new Queue<long>();
        await FillAsync();
        var random = new Random(annotator);
        await RealTime.PauseAsync(TimeSpan.FromMilliseconds(random.Next(1000)), "annotators do not all start at once");
        for (var next = watch.Elapsed; watch.Elapsed < duration; next += TimeSpan.FromSeconds(1))
        {
            var (item, value, key) = (ahead.Dequeue(), random.Next(-1, 2), $"{annotator:D4}-{Guid.NewGuid():N}");
            var start = Stopwatch.GetTimestamp();
            using var reply = await client.PostAsJsonAsync(new Uri(page, "answer"), new { item, answers = new { match = value }, key, takenMs = 900 });
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            reply.StatusCode.ShouldBe(HttpStatusCode.OK);
            sent.TryAdd($"{key}/Match", (item, value)).ShouldBeTrue();
            await FillAsync();
            var left = next + TimeSpan.FromSeconds(1) - watch.Elapsed;
            await RealTime.PauseAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, "an annotator answers once a second");
        }

        async Task FillAsync()
        {
            var reply = await client.GetFromJsonAsync<JsonElement>(new Uri(page, $"next?count=4&held={string.Join(',', ahead)}"));
            foreach (var item in reply.GetProperty("items").EnumerateArray().Take(4 - ahead.Count))
            {
                ahead.Enqueue(item.GetProperty("id").GetInt64());
                (await client.GetByteArrayAsync(new Uri(page, item.GetProperty("sides")[0][0].GetString()!))).Length.ShouldBeGreaterThan(50);
            }
        }
    }

    private static long ResidentMegabytes(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 >> 20;
    }
}
