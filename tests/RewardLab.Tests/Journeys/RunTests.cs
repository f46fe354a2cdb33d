using System.Globalization;

namespace RewardLab.Tests.Journeys;

public sealed class RunTests : IDisposable
{
    private const string Recipe =
        """
        // Counts.
        var n = Lab.Param("steps", 3, "how many", min: 1, max: 10);
        var word = Lab.Param("word", "hi", "what to say");
        for (var i = 1; i <= n; i++) { Lab.Progress("count", i, n); }
        Console.WriteLine("plain " + word);
        Lab.Log("logged " + n);
        Lab.Table("Numbers", new[] { new { number = n, half = n / 2.0 } });
        Lab.Save.Text("note.txt", word);
        """;

    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Experiment_OfAFile_RunsWithTheCommandLinesValues()
    {
        _workplace.Write(
            "mine.yaml",
            "model: { id: toybox, numInferenceSteps: 4 }\nprompts: [two cats]\nreward: { reward: toybox-clip }\noptimizer: { id: best-of-n, pool: 8, counts: "
            + "[1, 4] }\njudges: { truth: { reward: toybox-truth } }\n");

        var run = _workplace.Run("run", "mine.yaml", "--set", "optimizer.pool=6", "--runs", "kept");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("Best of n by toybox-clip");
        var folder = Directory.GetDirectories(_workplace["kept"]).ShouldHaveSingleItem();
        Path.GetFileName(folder).ShouldContain("-mine-");
        File.ReadAllText(Path.Combine(folder, "experiment.yaml")).ShouldContain("pool: 6");
        File.ReadAllLines(Path.Combine(folder, "bestofn/scores.csv")).Length.ShouldBe(1 + 6);
    }

    [Theory]
    [InlineData("modle: toybox\n", "bad.yaml(1,1): an experiment has no key 'modle'. Did you mean 'model'?")]
    [InlineData("model: toybux\nprompts: [a]\nreward: { reward: toybox-clip }\n", "model: there is no image model 'toybux'. Did you mean 'toybox'?")]
    [InlineData("model: toybox\n", "prompts: there are no prompts; reward: there is no reward")]
    public void Experiment_ThatCannotRun_IsRefusedInOneLine(string yaml, string message)
    {
        _workplace.Write("bad.yaml", yaml);

        var run = _workplace.Run("run", "bad.yaml", "--runs", "kept");

        run.ExitCode.ShouldNotBe(0);
        run.ErrorLine.ShouldContain(message);
    }

    [Fact]
    public void Recipe_Run_LeavesARunThatCanBeListedAndShown()
    {
        _workplace.Write("count.csx", Recipe);
        _workplace.Write("fast.yaml", "steps: 4\nword: preset\n");

        var run = _workplace.Run("run", "count.csx", "--preset", "fast.yaml", "--set", "word=set", "--seed", "42", "--runs", "kept");

        run.ExitCode.ShouldBe(0, run.Error);
        foreach (var part in (string[])["plain set", "Numbers", "2.000", "completed"])
        {
            run.Output.ShouldContain(part);
        }

        var folder = Directory.GetDirectories(_workplace["kept"]).ShouldHaveSingleItem();
        run.Error.ShouldBe($"Run {Path.GetFileName(folder)}: running in {Path.Combine("kept", Path.GetFileName(folder))}\nlogged 4\n");
        Path.GetFileName(folder).ShouldMatch(@"^\d{8}-\d{6}-count-[0-9a-f]{4}$");
        File.ReadAllText(Path.Combine(folder, "note.txt")).ShouldBe("set");
        var yaml = File.ReadAllText(Path.Combine(folder, "run.yaml"));
        foreach (var part in (string[])["status: completed", "seed: 42", "steps: 4", "word: set", "libTorch: ", "rewardlab.prompts.rules"])
        {
            yaml.ShouldContain(part);
        }

        var report = File.ReadAllText(Path.Combine(folder, "report.md"));
        report.ShouldContain("### Numbers");
        report.ShouldContain("| steps | 4 |");
        run.Output.ShouldContain($"report in {Path.Combine("kept", Path.GetFileName(folder), "report.html")}");
        File.ReadAllText(Path.Combine(folder, "report.html")).ShouldContain(">Numbers</h3>");
        File.ReadAllText(Path.Combine(folder, "events.jsonl")).ShouldContain("run.completed");
        File.Exists(Path.Combine(folder, "run.lock")).ShouldBeFalse();

        var list = _workplace.Run("runs", "list", "--runs", "kept");
        list.ExitCode.ShouldBe(0, list.Error);
        list.Output.ShouldContain(Path.GetFileName(folder));
        list.Output.ShouldContain("completed");

        var show = _workplace.Run("runs", "show", "last", "--runs", "kept");
        show.ExitCode.ShouldBe(0, show.Error);
        foreach (var part in (string[])["completed", "Seed      42", "count.csx", "steps", "report.md"])
        {
            show.Output.ShouldContain(part);
        }

        var missing = _workplace.Run("runs", "show", "nothing", "--runs", "kept");
        missing.ExitCode.ShouldBe(1);
        missing.ErrorLine.ShouldContain("'nothing'");
    }

    [Fact]
    public void Recipe_Missing_IsNamedAndLeavesNothing()
    {
        var outcome = _workplace.Run("run", "quikstart.csx");
        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain("'quikstart.csx'");
        Directory.Exists(_workplace["runs"]).ShouldBeFalse();
    }

    [Fact]
    public void Recipe_ThatDoesNotCompile_SaysFileLineAndColumn()
    {
        _workplace.Write("bad.csx", "var a = 1;\nvar b = missing;\n");
        var outcome = _workplace.Run("run", "bad.csx");
        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain("bad.csx(2,9)");
        outcome.ErrorLine.ShouldContain("missing");
        Directory.Exists(_workplace["runs"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("steps=many", "steps", "1 to 10")]
    [InlineData("steps=11", "steps", "1 to 10")]
    [InlineData("stpes=4", "'stpes'", "Did you mean 'steps'?")]
    [InlineData("steps", "--set steps", "name=value")]
    public void Parameter_ThatDoesNotFit_IsNamed(string setting, params string[] expected)
    {
        _workplace.Write("count.csx", Recipe);
        var outcome = _workplace.Run("run", "count.csx", "--set", setting);
        outcome.ExitCode.ShouldBe(2, "the command line is wrong, as it is where an option is unknown");
        foreach (var part in expected)
        {
            outcome.ErrorLine.ShouldContain(part);
        }

        Directory.Exists(_workplace["runs"]).ShouldBeFalse();
    }

    [Fact]
    public void Recipe_ThatThrows_FailsItsRunWithThePlaceAndWithoutATrace()
    {
        _workplace.Write("throws.csx", "var a = 1;\nthrow new InvalidOperationException(\"broken by design\");\n");

        var outcome = _workplace.Run("run", "throws.csx");
        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain("throws.csx(2");
        outcome.ErrorLine.ShouldContain("broken by design");
        var folder = Directory.GetDirectories(_workplace["runs"]).ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(folder, "run.yaml")).ShouldContain("status: failed");
        File.ReadAllText(Path.Combine(folder, "run.yaml")).ShouldContain("broken by design");

        var verbose = _workplace.Run("run", "throws.csx", "--verbose");
        verbose.ExitCode.ShouldBe(1);
        verbose.Error.ShouldContain("   at ");
    }

    [Fact]
    public void Runs_WhereNoneCanBeWritten_IsOneLine()
    {
        _workplace.Write("count.csx", Recipe);
        _workplace.Write("file", "");
        var outcome = _workplace.Run("run", "count.csx", "--runs", _workplace["file/runs"]);
        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain(_workplace["file/runs"]);
        outcome.ErrorLine.ShouldContain("--runs");
    }

    [Fact]
    public void LibTorch_NotThere_SaysWhatToName()
    {
        _workplace.Write("count.csx", Recipe);
        var outcome = _workplace.Run("run", "count.csx", "--libtorch", _workplace.Folder);
        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain(_workplace.Folder);
        Directory.Exists(_workplace["runs"]).ShouldBeFalse();
    }

    // Held to what is done after the signal, not to the time that passes, of which a busy machine gives any amount. A round takes ten milliseconds
    // at least, so two seconds are 200 of them. A loop that spins takes a processor for as long as it is let: two seconds, and a little of the runtime's own.
    [Theory]
    [InlineData("while (true) { File.AppendAllText(\"rounds.txt\", \".\"); Lab.Progress(\"wait\", 1, 2); Thread.Sleep(10); }")]
    [InlineData("File.AppendAllText(\"rounds.txt\", \".\"); while (true) { }")]
    public void Run_Interrupted_StopsWithinTwoSeconds(string forever)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are Unix's");
        _workplace.Write("wait.csx", $"using System.IO;\nusing System.Threading;\n{forever}\n");
        using var program = _workplace.Start("run", "wait.csx");
        program.WaitFor(() => Rounds() > 0, "its loop");

        var (rounds, processorTime) = (Rounds(), program.ProcessorTime);
        program.Interrupt();
        program.WaitForExit();
        var outcome = Workplace.End(program);

        outcome.ExitCode.ShouldBe(143, "it was ended by SIGTERM");
        (Rounds() - rounds).ShouldBeLessThan(200);
        (program.ProcessorTime - processorTime).ShouldBeLessThan(TimeSpan.FromSeconds(3));
        outcome.Error.ShouldContain("rewardlab: cancelled");
        var folder = Directory.GetDirectories(_workplace["runs"]).ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(folder, "run.yaml")).ShouldContain("status: cancelled");
        Directory.GetFiles(folder, "*.part", SearchOption.AllDirectories).ShouldBeEmpty();

        long Rounds() => File.Exists(_workplace["rounds.txt"]) ? new FileInfo(_workplace["rounds.txt"]).Length : 0;
    }

    [Fact]
    public void Run_Quiet_PrintsItsResultsAlone()
    {
        _workplace.Write("count.csx", Recipe);
        var run = _workplace.Run("run", "count.csx", "--quiet");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("Numbers");

        var wrong = _workplace.Run("run", "missing.csx", "--quiet");
        wrong.ErrorLine.ShouldContain("'missing.csx'", customMessage: "an error is told all the same");
    }

    [Fact]
    public void Run_ThatPrintsOthersWords_ShowsControlCharacters()
    {
        _workplace.Write(
            "evil.csx",
            "var evil = \"two\\u001b[2Jcats \\u202egpj\";\nConsole.WriteLine(evil);\nLab.Log(evil);\n"
            + "Lab.Table(\"T\", new[] { new { prompt = evil } });\nthrow new InvalidOperationException(evil);\n");
        var run = _workplace.Run("run", "evil.csx");
        foreach (var text in (string[])[run.Output, run.Error])
        {
            text.ShouldContain("two\\u001b[2Jcats \\u202egpj");
            text.ShouldNotContain("\u001b");
            text.ShouldNotContain("\u202e");
        }
    }

    [Fact]
    public void Run_Stopped_SaysHowItIsResumedWhereItLies()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are Unix's");
        _workplace.Write(
            "wait.csx", "using System.Threading;\nLab.Save.Text(\"begun.txt\", \"\");\nwhile (true) { Lab.Progress(\"wait\", 1, 2); Thread.Sleep(10); }\n");
        using var program = _workplace.Start("run", "wait.csx", "--runs", "my runs");
        program.WaitFor(
            () => Directory.Exists(_workplace["my runs"]) && Directory.GetFiles(_workplace["my runs"], "begun.txt", SearchOption.AllDirectories).Length > 0,
            "its loop");
        program.Interrupt();
        program.WaitForExit();

        var outcome = Workplace.End(program);
        var id = Path.GetFileName(Directory.GetDirectories(_workplace["my runs"]).ShouldHaveSingleItem());
        outcome.Error.ShouldContain($"Run {id}: cancelled. Resume it with 'rewardlab runs resume {id} --runs 'my runs''.");
        outcome.Error.ShouldEndWith("rewardlab: cancelled\n");
        outcome.ExitCode.ShouldBe(143);
    }

    [Fact]
    public void Preset_ThatIsNotThere_ListsThoseThatAre()
    {
        _workplace.Write("count.csx", Recipe);
        var none = _workplace.Run("run", "count.csx", "--preset", "nosuch");
        none.ExitCode.ShouldBe(2);
        none.ErrorLine.ShouldContain("count has no presets");

        _workplace.Write("presets/count/paper.yaml", "steps: 4\n");
        _workplace.Write("presets/quick.yaml", "steps: 2\n");
        _workplace.Run("run", "count.csx", "--preset", "nosuch").ErrorLine.ShouldContain("There is no preset 'nosuch' of count. Known: paper, quick.");
        _workplace.Run("run", "count.csx", "--preset", "papr").ErrorLine.ShouldContain("Did you mean 'paper'?");
        Directory.Exists(_workplace["runs"]).ShouldBeFalse();
    }

    // A home that is mounted read-only, with and without a folder of settings in it; the cache lies elsewhere.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Home_ThatCannotBeWritten_IsSaidAndRunsGoOn(bool hasSettings)
    {
        Assert.SkipUnless(TmuxScreen.MayMount, "this user may not mount file systems");
        _workplace.Write("count.csx", Recipe);
        Directory.CreateDirectory(_workplace["locked"]);
        if (hasSettings)
        {
            Directory.CreateDirectory(_workplace["locked/home"]);
        }

        _workplace.Environment["HOME"] = _workplace["locked"];
        _workplace.Environment["REWARDLAB_HOME"] = _workplace["locked/home"];
        _workplace.Environment["REWARDLAB_PLUGINS"] = _workplace["locked/plugins"];

        var run = _workplace.RunReadOnly("locked", "run", "count.csx");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("plugins.json' cannot be written: Read-only file system");
        run.Error.ShouldContain("Name another folder in REWARDLAB_HOME.");
        _workplace.RunReadOnly("locked", "runs", "list").Output.ShouldContain("completed");
        _workplace.RunReadOnly("locked", "plugins", "list").Output.ShouldMatch(@"rewardlab\.toybox +\S+ +active ");
        var doctor = _workplace.RunReadOnly("locked", "doctor");
        doctor.ExitCode.ShouldBe(0, doctor.Output);
        doctor.Output.ShouldMatch("warning +Settings +.*is not writable");
        Directory.GetFileSystemEntries(_workplace["locked"], "*", SearchOption.AllDirectories).Length.ShouldBe(hasSettings ? 1 : 0);
    }

    [Fact]
    public void Cache_ThatCannotBeWritten_IsToBlame()
    {
        _workplace.Write("count.csx", Recipe);
        _workplace.Write("file", "");
        _workplace.Environment["REWARDLAB_CACHE"] = _workplace["file/cache"];
        var outcome = _workplace.Run("run", "count.csx");
        Assert.SkipWhen(outcome.ExitCode == 0, "this system needs no corrected copy of a library");
        outcome.ErrorLine.ShouldContain("RewardLab's cache cannot be written");
        outcome.ErrorLine.ShouldContain("REWARDLAB_CACHE");
        outcome.ErrorLine.ShouldNotContain("libtorch does not load");
    }

    [Theory]
    [InlineData("There is no file 'nope.csv', and there are no runs in", "bench", "run", "nope.csv")]
    [InlineData("There is no folder 'nope', and there are no runs in", "label", "nope")]
    [InlineData("There is no file 'nope.parquet'", "data", "unpack", "nope.parquet", "--out", "out")]
    [InlineData("There is no file './nope.yaml'", "run", "./nope.yaml")]
    public void Input_ThatIsNotThere_IsNamedForWhatItIs(string message, params string[] arguments)
    {
        var outcome = _workplace.Run(arguments);
        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain(message);
        Directory.Exists(_workplace["out"]).ShouldBeFalse();
    }

    [Fact]
    public void SameSeed_RunTwice_IsTheSameFilesButForTimes()
    {
        _workplace.Write(
            "seeded.csx",
            "var stream = SeedStream.Create(Lab.Seed, \"x\");\nLab.Save.Text(\"numbers.txt\", string.Join(',', Enumerable.Range(0, "
            + "5).Select(i => stream[i])));\n");
        foreach (var seed in (ulong[])[7, 7, 8])
        {
            _workplace.Run("run", "seeded.csx", "--seed", seed.ToString(CultureInfo.InvariantCulture)).ExitCode.ShouldBe(0);
        }

        var numbers = Directory.GetFiles(_workplace["runs"], "numbers.txt", SearchOption.AllDirectories).Select(File.ReadAllText).ToArray();
        numbers.Length.ShouldBe(3);
        numbers.Distinct().Count().ShouldBe(2);
        Directory.GetFiles(_workplace["runs"], "report.md", SearchOption.AllDirectories).Select(File.ReadAllText).Distinct().Count().ShouldBe(2);
    }
}
