using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Samples;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;
using RewardLab.Serving.Dialects;
using RewardLab.Serving.Watches;

namespace RewardLab.Serving.Tests.Watches;

public sealed class RewardWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunStore _store;

    public RewardWatchTests() => _store = new RunStore(_folder["runs"], new ManualTime());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Watch_OfATrainingThatHacksItsReward_RaisesTheAlarmInARunLikeAnyOther()
    {
        await using (var watched = await WatchedService.StartAsync(_store))
        {
            await watched.SendAsync(0, 10 * 64, i => 60 + (i / 8.0));
            await watched.UntilWindowsAsync(10);
        }

        var run = _store.Find(RunStore.Latest);
        run.Record!.Status.ShouldBe(RunStatus.Completed);
        var monitor = new RunMonitor(run);
        monitor.Poll();
        monitor.Problems.ShouldBeEmpty();
        var curves = monitor.Curves(key => key.Kind == EventKinds.WatchWindow && key.Role is MetricRole.Proxy or MetricRole.HeldOut)
            .ToDictionary(curve => curve.Key.Label, curve => curve.Points);
        curves.Keys.ShouldBe(["proxy", "held-out dark"], ignoreOrder: true);
        foreach (var points in curves.Values)
        {
            points.Select(point => point.LastX).ShouldBe(Enumerable.Range(1, 10).Select(window => window * 64.0));
            points.ShouldAllBe(point => point.Minimum < point.Last && point.Last < point.Maximum); // each with its interval
        }

        curves["proxy"][^1].Last.ShouldBeGreaterThan(curves["proxy"][0].Last + 0.2);
        curves["held-out dark"][^1].Last.ShouldBeLessThan(curves["held-out dark"][0].Last - 0.2);
        monitor.Annotations.ShouldNotBeEmpty();
        monitor.Annotations[^1].Text.ShouldMatch(
            "^bright: OVEROPTIMIZATION at image [0-9]+: the reward still rises while dark has fallen by 0[.][0-9]+ since image 64[.]$");

        var samples = SampleReader.ReadImages(run.Folder);
        samples.Count.ShouldBe(160);
        samples.ShouldAllBe(sample => sample.Scores.Count == 2 && Math.Abs(sample.Scores["bright"] + sample.Scores["dark"] - 1) < 1e-6);
        samples.Select(sample => sample.Prompt).Distinct().Count().ShouldBe(8);
        RunFiles.ScoreTables(run.Folder).Select(Path.GetFileName).ShouldBe(["bright.csv", "dark.csv"]);
    }

    [Fact]
    public async Task Watch_OfATrainingThatLearns_RaisesNoAlarm()
    {
        await using var watched = await WatchedService.StartAsync(_store, heldOut: new BrightnessReward("also-bright"));
        await watched.SendAsync(0, 10 * 64, i => 60 + (i / 8.0));
        await watched.UntilWindowsAsync(10);
        watched.Watch.Statistics.Alarms.ShouldBe(0);
    }

    [Fact]
    public async Task Watch_KeepsTheBytesThatWereSent()
    {
        var sent = Enumerable.Range(0, 5).Select(i => WatchedService.Image(100, i)).ToArray();
        await using (var watched = await WatchedService.StartAsync(_store))
        {
            await watched.SendAsync(0, 5, _ => 100);
        }

        var files = SampleReader.ReadImages(_store.Find(RunStore.Latest).Folder).Select(sample => File.ReadAllBytes(sample.Path)).ToArray();
        files.ShouldBe(sent);
    }

    [Fact]
    public async Task Watch_OfTenThousandRequests_StaysWithinItsBounds()
    {
        await using var watched = await WatchedService.StartAsync(
            _store, options => options with { ImagesPerWindow = 100, SampledPerWindow = 10, MaxImages = 95, MaxWaitingWindows = 1000 });
        await watched.SendAsync(0, 10_000, _ => 100);
        await watched.UntilWindowsAsync(100);
        var statistics = watched.Watch.Statistics;
        (statistics.Seen, statistics.Windows, statistics.Kept).ShouldBe((10_000, 100, 90));
        statistics.LeftOut.ShouldBeEmpty();
        SampleReader.ReadImages(watched.Run.Folder).Count.ShouldBe(90);
        RunEvents.Read(watched.Run.Folder).Count(item => item.Kind == EventKinds.Log && item.Message!.Contains("may keep", StringComparison.Ordinal))
            .ShouldBe(1);
    }

    [Fact]
    public async Task Watch_WhoseBytesAreUsedUp_EndsAndTheServiceContinues()
    {
        const long MaxBytes = 100_000;
        await using var watched = await WatchedService.StartAsync(
            _store, options => options with { ImagesPerWindow = 20, SampledPerWindow = 10, MaxBytes = MaxBytes, MaxWaitingWindows = 1000 });
        await watched.SendAsync(0, 4000, _ => 100);
        await Poll.UntilAsync(() => watched.Watch.Statistics.State == WatchState.Ended, "the end of watching");
        Directory.EnumerateFiles(watched.Run.Folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length).ShouldBeLessThan(MaxBytes);
        watched.Lines.ShouldHaveSingleItem().ShouldBe("watching ends: the run has reached its limit of 100000 bytes. Rewards are still served.");
        await watched.SendAsync(4000, 1, _ => 100);
        _store.Find(RunStore.Latest).Record!.Status.ShouldBe(RunStatus.Completed);
    }

    [Fact]
    public async Task Watch_WhoseHeldOutRewardHangs_SlowsNoAnswerAndCountsWhatIsLeftOut()
    {
        var heldOut = new BrightnessReward("dark", isOpposite: true);
        using var gate = new ManualResetEventSlim();
        heldOut.OnCall = gate.Wait;
        await using (var watched = await WatchedService.StartAsync(_store, options => options with { MaxWaitingWindows = 2 }, heldOut))
        {
            await watched.SendAsync(0, 64, _ => 100);
            await Poll.UntilAsync(() => watched.Watch.Statistics.Windows == 0 && watched.Service.Statistics.Waiting == 0, "the first window");
            await watched.SendAsync(64, 7 * 64, _ => 100);
            watched.Watch.Statistics.LeftOut.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                left => left.Reason.ShouldBe(LeftOut.Slow), left => left.Images.ShouldBeInRange(5 * 16, 6 * 16));
            gate.Set();
            await watched.UntilWindowsAsync(2);
        }

        RunEvents.Read(_store.Find(RunStore.Latest).Folder).Where(item => item.Kind == EventKinds.WatchWindow)
            .SelectMany(item => item.Metrics).Last(metric => metric.Name == "leftOut").Value.ShouldBeGreaterThanOrEqualTo(5 * 16);
    }

    [Fact]
    public async Task Watch_ThatIsStoppedWhileItScores_EndsSoonAndSaysWhatIsLeftOut()
    {
        var heldOut = new BrightnessReward("dark", isOpposite: true) { OnCall = HangUntilCancelled };
        var watched = await WatchedService.StartAsync(_store, options => options with { StopPatience = TimeSpan.Zero }, heldOut);
        await watched.SendAsync(0, 70, _ => 100);
        await watched.DisposeAsync();
        watched.Lines.ShouldHaveSingleItem().ShouldStartWith("22 sampled images were not scored");
        watched.Watch.Statistics.LeftOut.ShouldBe([(LeftOut.Stopped, 22)]);
        _store.Find(RunStore.Latest).Record!.Status.ShouldBe(RunStatus.Completed);
    }

    [Fact]
    public async Task Watch_WhoseFolderCannotBeWritten_SaysSoOnceAndTheServiceContinues()
    {
        await using (var watched = await WatchedService.StartAsync(_store))
        {
            File.WriteAllText(Path.Combine(watched.Run.Folder, "images"), "in the way");
            await watched.SendAsync(0, 640, _ => 100);
            await Poll.UntilAsync(() => watched.Watch.Statistics.State == WatchState.Ended, "the end of watching");
            await watched.SendAsync(640, 10, _ => 100);
            watched.Lines.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                line => line.ShouldStartWith("watching ends: "), line => line.ShouldEndWith("Rewards are still served."), line => line.ShouldNotContain('\n'));
            watched.Watch.Statistics.Problem.ShouldNotBeNull();
        }

        _store.List().ShouldHaveSingleItem().Record!.Status.ShouldBe(RunStatus.Interrupted);
        File.Delete(Path.Combine(_store.List()[0].Folder, "images"));
        await using var again = await WatchedService.StartAsync(_store);
        again.Run.IsContinued.ShouldBeTrue();
    }

    [Fact]
    public async Task Watch_ThatWasKilled_ContinuesAfterWhatWasFinished()
    {
        using (var killed = WatchedRun.Open(_store, WatchedService.Record, ["bright"], new WatchOptions { HeldOut = ["dark"] }))
        {
            killed.Add(Window(64), 0).ShouldBeTrue();
            killed.Add(Window(128), 0).ShouldBeTrue();

            // Of a window whose event is missing there may be images and rows.
            Directory.CreateDirectory(Path.Combine(killed.Folder, "images", "00003-bright"));
            File.WriteAllBytes(Path.Combine(killed.Folder, "images", "00003-bright", "000.png"), WatchedService.Image(1, 1));
            new ScoreTable("bright", ["images/00003-bright/000.png"], ["a cat"], [ScoreColumn.Reward("bright", [1])])
                .AppendCsv(Path.Combine(killed.Folder, "scores", "bright.csv"));
        }

        // Half an event; once the file is closed, as Windows wants it.
        File.AppendAllText(Path.Combine(_store.List()[0].Folder, "events.jsonl"), """{"sequence":5,"elap""");
        _store.List().ShouldHaveSingleItem().Record!.Status.ShouldBe(RunStatus.Interrupted);
        await using (var watched = await WatchedService.StartAsync(_store))
        {
            watched.Run.IsContinued.ShouldBeTrue();
            var statistics = watched.Watch.Statistics;
            (statistics.Windows, statistics.Kept).ShouldBe((2, 4));
            await watched.SendAsync(0, 64, _ => 100);
            await watched.UntilWindowsAsync(3);
        }

        var run = _store.List().ShouldHaveSingleItem();
        run.Record!.Resumptions.ShouldBe(1);
        var windows = RunEvents.Read(run.Folder).Where(item => item.Kind == EventKinds.WatchWindow).ToArray();
        windows.Select(item => item.Position!.Value).ShouldBe([64, 128, 192]);
        SampleReader.ReadImages(run.Folder).Count.ShouldBe(4 + 16);
        ScoreTable.ReadCsv(Path.Combine(run.Folder, "scores", "bright.csv")).Images.Count.ShouldBe(4 + 16);

        // Stopped in order, it has come to its end: the next start begins another.
        await using (await WatchedService.StartAsync(_store))
        {
            _store.List().Count.ShouldBe(2);
        }
    }

    [Fact]
    public void Watch_WithAJudge_KeepsWhereItsScoresComeFrom_AndNoFailureOfThatReachesTheJudge()
    {
        var run = WatchedRun.Open(_store, WatchedService.Record, ["bright"], new WatchOptions { HeldOut = ["vlm"] });
        Keep(2);
        Keep(3);
        ComponentSources.Read(run.Folder).ShouldBe([("vlm: eye", "model eye; calls 5")]);

        File.Delete(Path.Combine(run.Folder, "components.json"));
        Directory.CreateDirectory(Path.Combine(run.Folder, "components.json"));
        Keep(1);
        Directory.Delete(Path.Combine(run.Folder, "components.json"));

        run.Dispose();
        Keep(1);
        ComponentSources.Read(run.Folder).ShouldBeEmpty();

        void Keep(double calls) => run.Provenance.Keep(
            "vlm: eye", new Dictionary<string, string> { ["model"] = "eye" }, new Dictionary<string, double> { ["calls"] = calls });
    }

    [Fact]
    public void Watch_OfOtherRewards_BeginsARunOfItsOwn()
    {
        using (WatchedRun.Open(_store, WatchedService.Record, ["bright"], new WatchOptions()))
        {
        }

        var other = WatchedService.Record with { Parameters = new Dictionary<string, object?> { ["rewards"] = "other" } };
        using var run = WatchedRun.Open(_store, other, ["other"], new WatchOptions());
        run.IsContinued.ShouldBeFalse();
    }

    [Fact]
    public async Task Watch_OfImagesThatAHeldOutRewardCannotScore_CountsThemAndGoesByTheOthers()
    {
        await using var watched = await WatchedService.StartAsync(_store, options => options with { ImagesPerWindow = 8 }, new Picky("dark").Model);
        await watched.SendAsync(0, 8, _ => 100);
        await watched.UntilWindowsAsync(1);
        watched.Watch.Statistics.Failures.ShouldBe([("dark", 4L)]);
        watched.Lines.ShouldHaveSingleItem().ShouldContain("held-out reward dark could not score");
        SampleReader.ReadImages(watched.Run.Folder).Count(sample => sample.Scores.ContainsKey("dark")).ShouldBe(4);
    }

    [Fact]
    public async Task Watch_OfARequestThatIsAnsweredFromMemory_SamplesItOnce()
    {
        await using var watched = await WatchedService.StartAsync(_store);
        await watched.SendAsync(0, 1, _ => 100);
        await watched.SendAsync(0, 1, _ => 100);
        watched.Watch.Statistics.Seen.ShouldBe(1);
    }

    [Fact]
    public async Task Watch_OfAMatrix_TakesEachPairForAnImage()
    {
        await using var watched = await WatchedService.StartAsync(_store);
        await watched.Service.ScoreAsync(
            OwnDialect.Create(
                [WatchedService.Image(1, 1), WatchedService.Image(9, 2)], ["a", "b", "c"], [], "matrix", hasDetails: false, RequestLimits.Default),
            null,
            TestContext.Current.CancellationToken);
        watched.Watch.Statistics.Seen.ShouldBe(6);
    }

    private static ScoredWindow Window(long end) => new(
        new SampledWindow(
            "bright", ["bright"], end, [[0.1], [0.2]], [0, 1],
            [new(WatchedService.Image(1, 1), "a cat", [0.1]), new(WatchedService.Image(2, 2), "a dog", [0.2])]),
        new Dictionary<string, double[]> { ["dark"] = [0.9, 0.8] },
        1);

    private static void HangUntilCancelled(CancellationToken cancellationToken)
    {
        cancellationToken.WaitHandle.WaitOne();
        cancellationToken.ThrowIfCancellationRequested();
    }

    // Fails for the first four images: together, then each alone.
    private sealed class Picky
    {
        private int _calls;

        public Picky(string name) => Model = new BrightnessReward(name, isOpposite: true)
        {
            OnCall = _ =>
            {
                if (_calls++ < 5)
                {
                    throw new RewardLabException("not now");
                }
            },
        };

        public BrightnessReward Model { get; }
    }
}
