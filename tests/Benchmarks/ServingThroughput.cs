using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using RewardLab.Serving.Rewards;
using RewardLab.Web;
using RewardLab.Web.Rewards;

namespace RewardLab.Benchmarks;

/// <summary>What the reward service costs beside scoring in this process, measured in turns; and how long each of 64 clients waits.</summary>
internal static class ServingThroughput
{
    private const int ImageCount = 256;
    private const int RequestImages = 64;
    private const int Rounds = 3;
    private const int Clients = 64;

    public static async Task RunAsync(TextWriter output)
    {
        var sets = 0;
        var files = Files();
        var prompts = Enumerable.Range(0, ImageCount).Select(i => RandomRewards.Prompts[i % RandomRewards.Prompts.Count]).ToArray();
        using var reward = RandomRewards.Create("clip-vit-b32", batchSize: 16);
        await using var service = new RewardService(
            new RewardServiceOptions { Rewards = ["clip"], MaxRemembered = 0 },
            token => new LoadedRewards([new ServedReward("clip", new Unowned(reward))], [])
            {
                MaxExactBatch = BatchTrial.MaxExactBatch(reward, TimeProvider.System, token),
            },
            TimeProvider.System,
            output.WriteLine);
        await service.Ready;
        await using var server = await RewardServer.StartAsync(
            new RewardServerOptions { Web = new WebOptions { Address = WebAddress.Local with { Port = 0 } } }, service, output.WriteLine, default);
        using var client = new HttpClient { BaseAddress = new Uri(server.Url), Timeout = TimeSpan.FromMinutes(10) };

        Here(reward, files[..RequestImages], prompts[..RequestImages]);
        await ThereAsync(client, files[..RequestImages], prompts[..RequestImages]);
        var ratios = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var (forHere, forThere) = (Files(), Files()); // others each time: the reward remembers images
            var before = ProcessorSeconds();
            var here = Here(reward, forHere, prompts);
            var between = ProcessorSeconds();
            var there = await ThereAsync(client, forThere, prompts);
            var (work, workThere) = (between - before, ProcessorSeconds() - between);
            ratios.Add(work / workThere);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{ImageCount} images of {Pngs.Side} x {Pngs.Side}: {ImageCount / here:F1} per second in this process, {ImageCount / there:F1} over HTTP; "
                + $"processor time {work:F1} s and {workThere:F1} s, the clients' included: {work / workThere:P1}"));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"by processor time, whatever else the machine does: {ratios.Order().ElementAt(Rounds / 2):P1} in the median"));
        files = Files();
        var waits = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i => ThereAsync(client, files[i..(i + 1)], prompts[i..(i + 1)])));
        double[] sorted = [.. waits.Order()];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Clients} clients at once, an image each: {sorted[Clients / 2]:F2} s in the median, {sorted[^1]:F2} s for the last"));

        byte[][] Files() => [.. Enumerable.Range(ImageCount * sets++, ImageCount).Select(Pngs.Create)];
    }

    private static double ProcessorSeconds() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    // As 'score' does it: decode, then score in steps.
    private static double Here(IRewardModel reward, byte[][] files, string[] prompts)
    {
        var watch = Stopwatch.StartNew();
        var images = files.Select(file => ImageFiles.Read(file, "image", ImageReading.Shown, long.MaxValue)).ToArray();
        foreach (var part in images.Index().Chunk(RequestImages))
        {
            ImagePromptPair[] pairs = [.. part.Select((image, i) => new ImagePromptPair(i, prompts[image.Index]))];
            reward.ScorePairs(ImageBatch.Concat([.. part.Select(image => image.Item)]), pairs, CancellationToken.None);
        }

        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> ThereAsync(HttpClient client, byte[][] files, string[] prompts)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(files.Zip(prompts).Chunk(RequestImages).Select(async part =>
        {
            using var reply = await client.PostAsJsonAsync(
                "compute", new { prompt = part.Select(entry => entry.Second), image = part.Select(entry => entry.First) });
            reply.EnsureSuccessStatusCode();
        }));
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>A reward that is used on both sides, and that the service must not dispose.</summary>
    private sealed class Unowned(IRewardModel inner) : IRewardWrapper
    {
        public IRewardModel Inner => inner;

        public string Name => inner.Name;

        public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken) =>
            inner.Score(images, prompts, cancellationToken);

        public ScoreMatrix ScorePairs(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken) =>
            inner.ScorePairs(images, pairs, cancellationToken);

        public void Dispose()
        {
        }
    }
}
