#pragma warning disable xUnit1051 // Requests to a program on this machine end with it.

using System.Globalization;
using System.Net.Http.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Images;
using RewardLab.Runs.Samples;
using RewardLab.Runs.Store;

namespace RewardLab.Web.Tests.Rewards;

/// <summary>The program samples what a trainer sends: curves, the alarm and people's labels on somebody else's training.</summary>
public sealed class WatchedTrainingTests : IDisposable
{
    private const int ImagesPerPrompt = 8;
    private const int Steps = 8;

    private static readonly string[] Prompts =
    [
        "two cats", "three stars", "three balls", "two cups", "four fish", "two apples", "three cats", "two stars", "two balls", "three cups", "two fish",
        "three apples",
    ];

    private readonly Workplace _workplace = new();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(5) };

    public void Dispose()
    {
        _client.Dispose();
        _workplace.Dispose();
    }

    [Fact]
    public async Task Training_ThatHacksItsReward_RaisesTheAlarmAndIsLabelledLikeAnyRun()
    {
        var pools = Generate();
        using (var served = new ServedRewards(
            _workplace, "--reward", "toybox-clip", "--held-out", "toybox-fidelity", "--watch", "watched", "--watch-window", "96", "--watch-sample", "32"))
        {
            served.Program.OutputSoFar.ShouldContain("Watching: 32 of each 96 images go to run ");
            await TrainAsync(served.Url, pools, 0, Steps);
            await Poll.UntilAsync(() => Metrics(served).Contains($"rewardlab_watch_windows {Steps}\n", StringComparison.Ordinal), "every window");
            Metrics(served).ShouldContain("rewardlab_watch_images_total 768\n");
            (await _client.GetStringAsync(served.Url)).ShouldContain("<th scope=\"row\">images in the run</th><td>256 of at most 10,000</td>");
            served.Program.Interrupt();
            Workplace.End(served.Program);
        }

        var run = new RunStore(_workplace["watched"], new ManualTime()).Find(RunStore.Latest);
        run.Record!.Status.ShouldBe(RunStatus.Completed);
        var events = RunEvents.Read(run.Folder);
        var means = string.Join("; ", events.SelectMany(item => item.Metrics).Where(metric => metric.Role is MetricRole.Proxy or MetricRole.HeldOut)
            .Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Name} {metric.Value:0.000}")));
        events.LastOrDefault(item => item.Kind == EventKinds.WatchAlarm).ShouldNotBeNull(means)
            .Message!.ShouldContain("the reward still rises while toybox-fidelity has fallen");
        _workplace.Run("runs", "list", "--runs", "watched").Output.ShouldContain(run.Id);
        _workplace.Run("runs", "show", "last", "--runs", "watched").Output.ShouldContain("Command   rewardlab rewards serve --reward toybox-clip");
        _workplace.Run("runs", "resume", "last", "--runs", "watched").ErrorLine.ShouldContain("is completed");
        _workplace.Run("report", "last", "--runs", "watched", "--to", "report.html").ExitCode.ShouldBe(0);
        File.ReadAllText(_workplace["report.html"]).ShouldContain("OVEROPTIMIZATION");

        using (var pages = new ServedPages(_workplace, "label", "last", "--runs", "watched", "--only", "24"))
        {
            await LabelAndMeasureTests.LabelAsync(pages, "Anna", item => item % 2 == 0 ? 1 : 0);
        }

        var measured = _workplace.Run("bench", "run", "last", "--runs", "watched");
        measured.ExitCode.ShouldBe(0, measured.Error);
        measured.Output.ShouldMatch(@"labels +12 +[0-9]+ +24 ");
        measured.Output.ShouldContain("\ntoybox-fidelity ");
    }

    [Fact]
    public async Task Training_WhoseServiceIsKilledAndStartedAgain_LosesNoFinishedWindow()
    {
        var images = ServedRewards.GoldenPairs().Select(pair => ImageFiles.Read(pair.File)).ToArray();
        string[] arguments = ["--reward", "toybox-clip", "--watch", "watched", "--watch-window", "10", "--watch-sample", "4"];
        var windows = 0;
        for (var start = 0; start < 3; start++)
        {
            using var served = new ServedRewards(_workplace, arguments);
            (start == 0 || served.Program.OutputSoFar.Contains(", which continues.", StringComparison.Ordinal)).ShouldBeTrue(served.Program.OutputSoFar);
            for (var i = 0; i < 25; i++)
            {
                await SendAsync(served.Url, [("two cats", Spoilt(images[i % 3], 0.5, (100 * start) + i))]);
            }

            windows += 2;
            await Poll.UntilAsync(() => Metrics(served).Contains($"rewardlab_watch_windows {windows}\n", StringComparison.Ordinal), "two windows");
            served.Program.KillAtOnce();
        }

        var run = new RunStore(_workplace["watched"], new ManualTime()).List().ShouldHaveSingleItem();
        run.Record!.Status.ShouldBe(RunStatus.Interrupted);
        RunEvents.Read(run.Folder).Where(item => item.Kind == EventKinds.WatchWindow).Select(item => item.Position!.Value)
            .ShouldBe([10, 20, 30, 40, 50, 60]);
        SampleReader.ReadImages(run.Folder).Count.ShouldBe(24);
        _workplace.Run("runs", "resume", "last", "--runs", "watched").ErrorLine
            .ShouldContain("was not started by a recipe. Resume it with: rewardlab rewards serve");
    }

    [Fact]
    public async Task Training_OnAFullDisk_IsServedOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && TmuxScreen.MayMount, "this user may not mount a small disk");
        Directory.CreateDirectory(_workplace["watched"]);
        using var served = ServedRewards.OnSmallDisk(
            _workplace, "watched", 100, "--reward", "toybox-clip", "--watch", "watched", "--watch-window", "8", "--watch-sample", "8");
        var images = ServedRewards.GoldenPairs().Select(pair => ImageFiles.Read(pair.File)).ToArray();
        for (var i = 0; i < 160; i++)
        {
            await SendAsync(served.Url, [("two cats", Spoilt(images[i % 3], 0.9, i))]);
        }

        await Poll.UntilAsync(() => Metrics(served).Contains("rewardlab_watch_active 0\n", StringComparison.Ordinal), "the end of watching");
        served.Program.ErrorSoFar.Split('\n').Where(line => line.StartsWith("rewardlab:", StringComparison.Ordinal)).ShouldHaveSingleItem()
            .ShouldMatch("^rewardlab: watching ends: The disk is full: .* Rewards are still served[.]$");
        await SendAsync(served.Url, [("two cats", Spoilt(images[0], 0.9, 1000))]);
        (await _client.GetStringAsync(served.Url)).ShouldContain("Watching has ended: The disk is full");
    }

    [Fact]
    public async Task Training_ThatNobodyAskedToWatch_LeavesNoFile()
    {
        using var served = new ServedRewards(_workplace, "--reward", "toybox-clip");
        var before = Files();
        for (var i = 0; i < 20; i++)
        {
            await SendAsync(served.Url, [("two cats", Spoilt(ImageFiles.Read(ServedRewards.GoldenPairs()[0].File), 0.5, i))]);
        }

        Files().ShouldBe(before);
        Metrics(served).ShouldNotContain("watch");
        (await _client.GetStringAsync(served.Url)).ShouldNotContain("Watch");

        string[] Files() => [.. Directory.EnumerateFiles(_workplace.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    [Theory]
    [InlineData("--held-out toybox-truth", 2, "--held-out needs --watch DIR")]
    [InlineData("--watch watched --held-out nothing", 1, "There is no reward 'nothing'")]
    [InlineData("--watch watched --held-out toybox-truth --held-out toybox-truth", 2, "--held-out toybox-truth: the name is given twice")]
    [InlineData("--watch watched --watch-window 0", 2, "--watch-window must be from 1 to 1000000")]
    public void Start_WithoutSense_SaysWhyAndEnds(string arguments, int exitCode, string problem)
    {
        var outcome = _workplace.Run(["rewards", "serve", "--port", "0", "--reward", "toybox-clip", .. arguments.Split(' ')]);
        outcome.ExitCode.ShouldBe(exitCode, outcome.Error);
        outcome.Error.ShouldContain(problem);
    }

    // Toybox's own images of each prompt.
    private ImageBatch[] Generate()
    {
        _workplace.Write("pools.csx", $"Lab.Save.Images(\"pool\", ImageBatch.Concat([.. Lab.Generate(Lab.ImageModel(\"toybox\"), "
            + $"[{string.Join(", ", Prompts.Select(prompt => $"\"{prompt}\""))}], {ImagesPerPrompt}).Select(pool => pool.Images)]));");
        var outcome = _workplace.Run("run", "pools.csx", "--runs", "pools", "--seed", "1");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        var folder = Path.Combine(Directory.GetDirectories(_workplace["pools"]).Single(), "pool");
        return
        [
            .. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Chunk(ImagesPerPrompt)
                .Select(files => ImageBatch.Concat([.. files.Select(ImageFiles.Read)])),
        ];
    }

    // More and more images are of their prompts, which the proxy reward likes, and are spoilt more and more, which it does not see.
    private async Task TrainAsync(Uri url, ImageBatch[] pools, int first, int count)
    {
        for (var step = first; step < first + count; step++)
        {
            var progress = (double)step / (Steps - 1);
            for (var image = 0; image < ImagesPerPrompt; image++)
            {
                var isRight = image < 1 + Math.Round(progress * (ImagesPerPrompt - 1));
                await SendAsync(url, [.. Prompts.Select((prompt, i) => (
                    prompt, Spoilt(pools[(i + (isRight ? 0 : 4)) % pools.Length].Slice(image, 1), progress, (step * 1000) + (image * 100) + i)))]);
            }
        }
    }

    // A square of one colour over the image, the larger the further.
    private static byte[] Spoilt(ImageBatch image, double progress, int number)
    {
        var pixels = image.Pixels.ToArray();
        var chances = SeedStream.Create(1, "squares").Child(number.ToString(CultureInfo.InvariantCulture));
        var size = 2 + (int)(36 * progress);
        var (left, top) = ((int)(chances[0] % (ulong)(image.Width - size)), (int)(chances[1] % (ulong)(image.Height - size)));
        for (var y = top; y < top + size; y++)
        {
            for (var x = left; x < left + size; x++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    pixels[(((y * image.Width) + x) * 3) + channel] = (byte)chances[2 + channel];
                }
            }
        }

        using var file = new MemoryStream();
        ImageFiles.WritePng(file, new ImageBatch(pixels, 1, image.Height, image.Width), 0);
        return file.ToArray();
    }

    private async Task SendAsync(Uri url, (string Prompt, byte[] Image)[] pairs)
    {
        using var reply = await _client.PostAsJsonAsync(
            new Uri(url, "compute"), new { prompt = pairs.Select(pair => pair.Prompt), image = pairs.Select(pair => pair.Image) });
        reply.EnsureSuccessStatusCode();
    }

    private string Metrics(ServedRewards served) => _client.GetStringAsync(new Uri(served.Url, "metrics")).GetAwaiter().GetResult();
}
