using System.Collections.Concurrent;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using RewardLab.Runs.Store;
using RewardLab.Serving.Dialects;
using RewardLab.Serving.Rewards;
using RewardLab.Serving.Watches;

namespace RewardLab.Serving.Tests.Watches;

/// <summary>A service of one reward, "bright", whose images are watched by its opposite, "dark".</summary>
internal sealed class WatchedService : IAsyncDisposable
{
    private static readonly string[] Prompts = ["a cat", "two cats", "a ball", "three stars", "a cup", "four fish", "an apple", "a tree"];

    private readonly ConcurrentQueue<string> _lines = [];

    private WatchedService(RunStore store, Func<WatchOptions, WatchOptions> change, BrightnessReward heldOut, Func<bool>? isBusy)
    {
        var options = change(new WatchOptions { HeldOut = [heldOut.Name], ImagesPerWindow = 64, SampledPerWindow = 16 });
        Run = WatchedRun.Open(store, Record, ["bright"], options);
        Watch = new RewardWatch(Run, options, _lines.Enqueue);
        Service = new RewardService(
            new RewardServiceOptions { Rewards = ["bright"], Listener = Watch },
            _ => new LoadedRewards([new ServedReward("bright", new BrightnessReward("bright"))], []),
            new ManualTime(),
            _lines.Enqueue);
        Watch.Start(_ => new LoadedRewards([new ServedReward(heldOut.Name, heldOut)], []), isBusy ?? (() => false));
    }

    public static RunRecord Record => new() { Command = "rewardlab rewards serve", Parameters = new Dictionary<string, object?> { ["rewards"] = "bright" } };

    public WatchedRun Run { get; }

    public RewardWatch Watch { get; }

    public RewardService Service { get; }

    /// <summary>What was told to whoever runs the service.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public static async Task<WatchedService> StartAsync(
        RunStore store, Func<WatchOptions, WatchOptions>? change = null, BrightnessReward? heldOut = null, Func<bool>? isBusy = null)
    {
        var service = new WatchedService(store, change ?? (options => options), heldOut ?? new BrightnessReward("dark", isOpposite: true), isBusy);
        await service.Service.Ready;
        await service.Watch.Ready;
        return service;
    }

    /// <summary>The PNG of an image of 4 x 4 pixels: its grey is a level and noise, both out of 255.</summary>
    public static byte[] Image(double level, int number)
    {
        var noise = SeedStream.Create(7, "images")[number] % 41;
        var pixels = new byte[4 * 4 * 3];
        Array.Fill(pixels, (byte)Math.Clamp(level + noise - 20, 0, 255));
        pixels[0] = (byte)(number % 256); // no two requests are the same
        pixels[1] = (byte)(number / 256);
        using var file = new MemoryStream();
        ImageFiles.WritePng(file, new ImageBatch(pixels, 1, 4, 4), 0);
        return file.ToArray();
    }

    /// <summary>Sends requests of one image each.</summary>
    public async Task SendAsync(int first, int count, Func<int, double> level)
    {
        for (var i = first; i < first + count; i++)
        {
            var prompt = Prompts[i % Prompts.Length];
            var scores = await Service.ScoreAsync(
                new RewardRequest([new RequestedEntry(Image(level(i), i), [prompt], [])], _ => []), null, TestContext.Current.CancellationToken);
            scores[0][0].Problem.ShouldBeNull(string.Create(CultureInfo.InvariantCulture, $"image {i}"));
        }
    }

    /// <summary>Waits until so many windows are in the run.</summary>
    public Task UntilWindowsAsync(int count) => Poll.UntilAsync(() => Watch.Statistics.Windows >= count, $"{count} windows");

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Watch.DisposeAsync();
    }
}
