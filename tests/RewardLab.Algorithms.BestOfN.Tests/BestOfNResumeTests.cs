using System.Text;
using RewardLab.Abstractions;
using static RewardLab.Algorithms.BestOfN.Tests.ByteWorld;

namespace RewardLab.Algorithms.BestOfN.Tests;

/// <summary>Stopped, killed or damaged, a run resumes and ends as if nothing had happened.</summary>
public sealed class BestOfNResumeTests
{
    [Fact]
    public void Run_StoppedAfterAnyImageAndResumed_EndsInTheSameBytes()
    {
        var whole = new MemoryRun();
        Run(whole, new SeedImages(), Small);
        for (var stopAfter = 0; stopAfter < 20; stopAfter++)
        {
            var run = new MemoryRun();
            using var stop = new CancellationTokenSource();
            Should.Throw<OperationCanceledException>(() => Run(run, new SeedImages { StopAfter = stopAfter, Stop = stop }, Small, stop.Token));

            var (resumed, model) = (new MemoryRun(run.Files, run.Events), new SeedImages());
            Run(resumed, model, Small);
            model.Generated.Count.ShouldBe(20 - (stopAfter / 10 * 10) - (stopAfter % 10 / 4 * 4));
            ShouldBeAlike(resumed, whole);
        }
    }

    [Fact]
    public void Run_AlreadyComplete_GeneratesNothingAgain()
    {
        var run = new MemoryRun();
        Run(run, new SeedImages(), Small);
        var model = new SeedImages();
        Run(run, model, Small);
        model.Generated.ShouldBeEmpty();
    }

    [Fact]
    public void Run_ResumedWithOtherSettings_NamesThemAndIsRefusedWithoutForce()
    {
        var run = new MemoryRun();
        Run(run, new SeedImages(), Small);
        Should.Throw<RewardLabException>(() => Run(run, new SeedImages(), Small with { Pool = 12 })).Message
            .ShouldBe("best-of-n: the checkpoint was written with other settings: pool is 12, was 10. Restore them, or resume anyway with --force.");
        Should.Throw<RewardLabException>(() => Run(run, new SeedImages(), Small with { Counts = [1] })).Message.ShouldContain("counts is [1], was [1,4,10]");
        Should.Throw<RewardLabException>(
            () => Optimizer(Small).Run(Context(run, new SeedImages()) with { Reward = new ByteReward("other", 0) }, TestContext.Current.CancellationToken))
            .Message.ShouldContain("reward is \"other\", was \"proxy\"");
    }

    [Fact]
    public void Run_ForcedWithOtherCounts_KeepsTheScoresAndPicksAnew()
    {
        var run = new MemoryRun();
        Run(run, new SeedImages(), Small);
        var forced = new MemoryRun(run.Files, run.Events) { AllowsOtherSettings = true };
        var model = new SeedImages();
        Run(forced, model, Small with { Counts = [2, 10], TopK = 2 });
        model.Generated.ShouldBeEmpty();
        forced.Files.Keys.ShouldContain("bestofn/selected/n-00002/0001/02.png");

        var fresh = new MemoryRun();
        Run(fresh, new SeedImages(), Small with { Counts = [2, 10], TopK = 2 });
        Encoding.UTF8.GetString(forced.Files["bestofn/selected/image-groups.csv"])
            .ShouldBe(Encoding.UTF8.GetString(fresh.Files["bestofn/selected/image-groups.csv"]));
    }

    [Theory]
    [InlineData("bestofn/0000/scores-00004.json", true)]
    [InlineData("bestofn/0000/scores-00004.json", false)]
    [InlineData("bestofn/0001/scores-00008.json", true)]
    [InlineData("bestofn/0001/scores-00008.json", false)]
    public void Run_AFileIsNotWhatWasWritten_GeneratesItsImagesAgainAndEndsInTheSameBytes(string file, bool isCut)
    {
        var (whole, run) = (new MemoryRun(), new MemoryRun());
        Run(whole, new SeedImages(), Small);
        Run(run, new SeedImages(), Small);
        var content = run.Files[file].ToArray();
        content[^4] ^= 1; // a digit of a score: JSON all the same
        run.Files[file] = isCut ? content[..^3] : content;

        var (again, model) = (new MemoryRun(run.Files, run.Events), new SeedImages());
        Run(again, model, Small);

        again.Lines.ShouldContain(line => line.Contains($"{file} is not what was written"));
        model.Generated.Count.ShouldBe(file.EndsWith("8.json", StringComparison.Ordinal) ? 2 : 4);
        ShouldBeAlike(again, whole);
    }

    [Fact]
    public void Run_KeptImagesAreNotWhatWasWritten_GeneratesThemAgainWherePicksNeedThem()
    {
        var (whole, run) = (new MemoryRun(), new MemoryRun());
        Run(whole, new SeedImages(), Small);
        Run(run, new SeedImages(), Small);
        run.Files["bestofn/0000/images-00004.npy"][^1] ^= 1;
        run.Files.TryRemove("bestofn/selected/n-00010/0000/01.png", out _);

        var (again, model) = (new MemoryRun(run.Files, run.Events), new SeedImages());
        Run(again, model, Small);

        model.Generated.Count.ShouldBe(4);
        again.Files["bestofn/selected/n-00010/0000/01.png"].ShouldBe(whole.Files["bestofn/selected/n-00010/0000/01.png"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_LatestCheckpointDamaged_FallsBackToTheOneBeforeAndEndsInTheSameBytes(bool isCut)
    {
        var (whole, run) = (new MemoryRun(), new MemoryRun());
        Run(whole, new SeedImages(), Small);
        Run(run, new SeedImages(), Small);

        // Six chunks and the beginning are seven checkpoints: the last is the first of the two files.
        var content = run.Files["checkpoints/best-of-n-1.checkpoint"].ToArray();
        content[^100] ^= 1;
        run.Files["checkpoints/best-of-n-1.checkpoint"] = isCut ? content[..^50] : content;

        var (again, model) = (new MemoryRun(run.Files, run.Events), new SeedImages());
        Run(again, model, Small);

        again.Lines.ShouldContain(line => line.Contains("is damaged: its hash does not match its contents. Resuming from the checkpoint before it."));
        model.Generated.Count.ShouldBe(2);
        ShouldBeAlike(again, whole);
    }

    [Fact]
    public void Run_KilledBetweenAChunkAndItsCheckpoint_GeneratesItAgainAndEndsInTheSameBytes()
    {
        var whole = new MemoryRun();
        Run(whole, new SeedImages(), Small);
        for (var checkpoint = 1; checkpoint <= 7; checkpoint++)
        {
            var written = 0;
            var killed = new MemoryRun
            {
                OnCreate = path => _ = path.EndsWith(".checkpoint", StringComparison.Ordinal) && ++written == checkpoint ? throw new IOException("killed") : 0,
            };
            Should.Throw<IOException>(() => Run(killed, new SeedImages(), Small));

            var resumed = new MemoryRun(killed.Files, killed.Events);
            Run(resumed, new SeedImages(), Small);
            ShouldBeAlike(resumed, whole);
        }
    }

    [Fact]
    public void Run_BegunByAnEarlierVersion_TakesWhatIsFinishedAndChecksItsSettings()
    {
        var (whole, run) = (new MemoryRun(), new MemoryRun());
        Run(whole, new SeedImages(), Small);
        Run(run, new SeedImages(), Small);
        foreach (var file in run.Files.Keys.Where(file => file.StartsWith("checkpoints/", StringComparison.Ordinal) || file.Contains("/0001/")))
        {
            run.Files.TryRemove(file, out _);
        }

        // As that version wrote them.
        foreach (var file in run.Files.Keys.Where(file => file.StartsWith("bestofn/0000/images-", StringComparison.Ordinal)))
        {
            run.Files.TryRemove(file, out var images);
            run.Files[file.Replace("images-", "pictures-", StringComparison.Ordinal)] = images!;
        }

        foreach (var file in run.Files.Keys.Where(file => file.StartsWith("bestofn/0000/scores-", StringComparison.Ordinal)))
        {
            run.Files[file] = Encoding.UTF8.GetBytes(
                Encoding.UTF8.GetString(run.Files[file]).Replace("\"heldOut\"", "\"observers\"", StringComparison.Ordinal));
        }

        run.Files["bestofn/settings.json"] = Encoding.UTF8.GetBytes(
            """
            {"seed": 7, "model": "seeds", "reward": "proxy", "observers": ["truth"], "pool": 10, "counts": [1, 4, 10], "chunkSize": 4,
             "top": 1, "savePictures": true,
             "prompts": ["two cats", "a \"red\", round ball"]}
            """);
        Should.Throw<RewardLabException>(() => Run(run, new SeedImages(), Small with { Pool = 12 })).Message
            .ShouldContain("an earlier version began this with other settings: pool is 12, was 10.");

        var (resumed, model) = (new MemoryRun(run.Files), new SeedImages());
        Run(resumed, model, Small);

        model.Generated.ShouldAllBe(request => request.Prompt == Prompts[1]);
        model.Generated.Count.ShouldBe(10);
        resumed.Files["bestofn/scores.csv"].ShouldBe(whole.Files["bestofn/scores.csv"]);
        var again = new SeedImages();
        Run(new MemoryRun(run.Files, resumed.Events), again, Small);
        again.Generated.ShouldBeEmpty();
        resumed.Files["bestofn/selected/image-groups.csv"].ShouldBe(whole.Files["bestofn/selected/image-groups.csv"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"proxy\":[1],\"observers\":[[1]]}")]
    [InlineData("{\"proxy\":[1,2,3,4],\"observers\":[null]}")]
    [InlineData("{\"proxy\":[1,2,3,4],\"observers\":[]}")]
    public void Run_FromADamagedFileOfAnEarlierVersion_NamesIt(string content)
    {
        var run = new MemoryRun();
        run.Files["bestofn/settings.json"] = "{}"u8.ToArray();
        run.Files["bestofn/0000/scores-00004.json"] = Encoding.UTF8.GetBytes(content);
        var forced = new MemoryRun(run.Files) { AllowsOtherSettings = true };
        Should.Throw<RewardLabException>(() => Run(forced, new SeedImages(), Small)).Message.ShouldStartWith("bestofn/0000/scores-00004.json");
        run.Files["bestofn/settings.json"] = "{"u8.ToArray();
        Should.Throw<RewardLabException>(() => Run(run, new SeedImages(), Small))
            .Message.ShouldContain("settings that an earlier version wrote down are damaged");
    }

    private static string[] Shown(MemoryRun run) => [.. run.Events.Select(item => item.Kind + System.Text.Json.JsonSerializer.Serialize(item.Data))];

    // Checkpoints say how far a run has come, and a resumed one has written others.
    private static void ShouldBeAlike(MemoryRun run, MemoryRun whole)
    {
        static string[] Results(MemoryRun run) =>
            [.. run.Files.Keys.Where(file => !file.StartsWith("checkpoints/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Results(run).ShouldBe(Results(whole));
        Results(run).ShouldAllBe(file => run.Files[file].SequenceEqual(whole.Files[file]));
        Shown(run).ShouldBe(Shown(whole));
    }
}
