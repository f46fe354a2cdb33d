using RewardLab.Abstractions;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Tests.Store;

public sealed class RunStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    private RunStore Store => new(_folder["runs"], _time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_Created_LiesInAFolderOfTimeRecipeAndFourHexDigits()
    {
        using var run = Store.Create(Record("01 Quickstart"));
        run.Id.ShouldMatch("^20260304-070607-01-quickstart-[0-9a-f]{4}$");
        run.Folder.ShouldBe(Path.Combine(Store.Folder, run.Id));
        Store.Find(run.Id).Record!.Status.ShouldBe(RunStatus.Running);
    }

    [Fact]
    public void Record_WrittenAndRead_IsTheSame()
    {
        var record = Record("recipe") with
        {
            Seed = ulong.MaxValue,
            Parameters = new Dictionary<string, object?> { ["n"] = 64, ["tau"] = 0.1, ["word"] = "true", ["isFast"] = true, ["path"] = "a: b # c" },
            Versions = new RunVersions { RewardLab = "0.1.0", DotNet = "10.0.1", LibTorch = "2.10.0" },
            Machine = new MachineInfo { System = "Debian", Cpu = "a, b: c", Cores = 2, Threads = 2, Device = "cpu" },
            Plugins = [new RunPlugin { Id = "rewardlab.one", Version = "1.0", Sha256 = "00ff" }],
        };
        using (var run = Store.Create(record))
        {
            _time.Advance(TimeSpan.FromSeconds(12.5));
            run.Complete();
        }

        var read = Store.Find("recipe").Record!;
        read.Status.ShouldBe(RunStatus.Completed);
        read.DurationSeconds.ShouldBe(12.5);
        read.Started.ShouldBe(new DateTimeOffset(2026, 3, 4, 7, 6, 7, TimeSpan.FromHours(2)));
        read.Seed.ShouldBe(ulong.MaxValue);
        read.Recipe.ShouldBe(record.Recipe with { Loads = read.Recipe.Loads });
        read.Recipe.Loads.ShouldBe(record.Recipe.Loads);
        read.Versions.ShouldBe(record.Versions);
        read.Machine.ShouldBe(record.Machine);
        read.Plugins.ShouldBe(record.Plugins);
        read.Parameters.Keys.ShouldBe(record.Parameters.Keys);
        Convert.ToInt64(read.Parameters["n"]).ShouldBe(64);
        Convert.ToDouble(read.Parameters["tau"]).ShouldBe(0.1, 1e-7);
        read.Parameters["word"].ShouldBe("true");
        read.Parameters["isFast"].ShouldBe(true);
        read.Parameters["path"].ShouldBe("a: b # c");
    }

    [Fact]
    public void Run_Failed_KeepsTheError()
    {
        using (var run = Store.Create(Record("r")))
        {
            run.Fail("reward 'x' is unknown: did you mean 'y'?");
            Should.Throw<InvalidOperationException>(run.Complete);
        }

        var read = Store.Find("last").Record!;
        read.Status.ShouldBe(RunStatus.Failed);
        read.Error.ShouldBe("reward 'x' is unknown: did you mean 'y'?");
    }

    [Fact]
    public void Run_WhoseProcessIsGone_IsInterrupted()
    {
        Store.Create(Record("r")).Dispose();
        Store.Find("last").Record!.Status.ShouldBe(RunStatus.Interrupted);
    }

    [Fact]
    public void List_OfRuns_IsLatestFirstAndLeavesOtherFoldersOut()
    {
        foreach (var name in (string[])["b", "a", "c"])
        {
            using var run = Store.Create(Record(name));
            run.Complete();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Directory.CreateDirectory(_folder["runs/notes"]);
        Store.List().Select(entry => entry.Record!.Recipe.Name).ShouldBe(["c", "a", "b"]);
        new RunStore(_folder["nowhere"], _time).List().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("status: [")]
    [InlineData("status: dancing")]
    [InlineData("- a\n- b\n")]
    [InlineData("seed: -1")]
    [InlineData("status: &a [*a]")]
    [InlineData("\0\0\0")]
    public void Run_WithDamagedRecord_IsListedWithTheFilesName(string yaml)
    {
        Directory.CreateDirectory(_folder["runs/broken"]);
        File.WriteAllText(_folder["runs/broken/run.yaml"], yaml);

        var entry = Store.List().ShouldHaveSingleItem();
        entry.Record.ShouldBeNull();
        entry.Damage.ShouldNotBeNull().ShouldContain(_folder["runs/broken/run.yaml"]);
        entry.Damage.ShouldNotContain("\n");
        Should.Throw<RewardLabException>(() => Store.Find("broken")).Message.ShouldBe(entry.Damage);
    }

    [Fact]
    public void Find_PartOfSeveralIds_NamesTwoOfThem()
    {
        using var first = Store.Create(Record("same"));
        using var second = Store.Create(Record("same"));
        var message = Should.Throw<RewardLabException>(() => Store.Find("same")).Message;
        message.ShouldContain(first.Id);
        message.ShouldContain(second.Id);
        Store.Find(first.Id[^6..]).Id.ShouldBe(first.Id);
    }

    [Fact]
    public void Find_NoSuchRun_SaysWhereItLooked()
    {
        Should.Throw<RewardLabException>(() => Store.Find("last")).Message.ShouldContain(Store.Folder);
        using var run = Store.Create(Record("r"));
        Should.Throw<RewardLabException>(() => Store.Find("../../etc")).Message.ShouldContain("'../../etc'");
    }

    [Fact]
    public void Store_UnderAFile_SaysWhatToDoInOneLine()
    {
        File.WriteAllText(_folder["file"], "");
        var store = new RunStore(_folder["file/runs"], _time);
        var message = Should.Throw<RewardLabException>(() => store.Create(Record("r"))).Message;
        message.ShouldContain(_folder["file/runs"]);
        message.ShouldContain("--runs");
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void Record_OfARun_HoldsItsTimeInUtc()
    {
        using var run = Store.Create(Record("r"));
        File.ReadAllText(Path.Combine(run.Folder, "run.yaml")).ShouldContain("started: 2026-03-04T05:06:07+00:00");
    }

    [Theory]
    [InlineData("plugins:\n- id: rewardlab.one\n  version: 1.0\n  sha256: 00ff\n")]
    [InlineData("plugins:\n- id: 'rewardlab.one'\n  version: \"1.0\"\n  sha256: 00ff # by hand\n")]
    [InlineData("plugins:\n  - { id: rewardlab.one, version: 1.0, sha256: 00ff }\n")]
    [InlineData("plugins:\n- id: rewardlab.one\n  version: 1.0\n  sha256: 00ff\nseed: 7\n")]
    public void Plugins_HoweverWritten_AreRead(string plugins)
    {
        Directory.CreateDirectory(_folder["runs/one"]);
        File.WriteAllText(_folder["runs/one/run.yaml"], $"status: completed\n{plugins}");

        var plugin = Store.Find("one").Record!.Plugins.ShouldHaveSingleItem();
        plugin.ShouldBe(new RunPlugin { Id = "rewardlab.one", Version = "1.0", Sha256 = "00ff" });
    }

    // A list of a thousand runs is to take a moment: what one run takes is held to what does not depend on how busy the machine is.
    [Fact]
    public void List_OfManyRuns_TakesLittleForEach()
    {
        using (var run = Store.Create(Record("r") with
        {
            Plugins =
            [
                .. Enumerable.Range(0, 12).Select(i => new RunPlugin { Id = $"rewardlab.rewards.p{i}", Version = "0.2.0", Sha256 = new string('a', 64) }),
            ],
        }))
        {
            run.Complete();
        }

        const int Count = 50;
        var yaml = File.ReadAllText(Path.Combine(Store.List()[0].Folder, "run.yaml"));
        for (var i = 0; i < Count; i++)
        {
            Directory.CreateDirectory(_folder[$"many/{i}"]);
            File.WriteAllText(_folder[$"many/{i}/run.yaml"], yaml);
        }

        var store = new RunStore(_folder["many"], _time);
        store.List().Count.ShouldBe(Count);
        var before = GC.GetAllocatedBytesForCurrentThread();
        store.List();

        // Paths are normalised on Windows, for each file that is asked for.
        var limit = OperatingSystem.IsWindows() ? 230_000 : 180_000;
        ((GC.GetAllocatedBytesForCurrentThread() - before) / Count).ShouldBeLessThan(limit, "bytes for each run");
    }

    [Fact]
    public void CommandLine_OfAStoreThatWasNamed_NamesIt()
    {
        var quote = OperatingSystem.IsWindows() ? '"' : '\'';
        new RunStore(_folder["my runs"], _time).CommandLine("runs", "resume", "r-1")
            .ShouldBe($"rewardlab runs resume r-1 --runs {quote}{_folder["my runs"]}{quote}");
        new RunStore(null, _time).CommandLine("runs", "list").ShouldBe("rewardlab runs list");
    }

    private static RunRecord Record(string recipe) =>
        new()
        {
            Recipe = new RunRecipe
            {
                Name = recipe,
                Path = $"recipes/{recipe}.csx",
                Sha256 = "ab",
                Loads = new Dictionary<string, string> { ["scripts/a.csx"] = "cd" },
            },
            Seed = 7,
        };
}
