using System.Text.RegularExpressions;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Tests.Journeys;

/// <summary>The tour of the editor's README, key by key as it is printed. REWARDLAB_UPDATE_SCREENS=1 records its screens and its image for the README
/// anew.</summary>
public sealed class EditorTourTests : IDisposable
{
    private const int Columns = 120;
    private const int Rows = 40;

    private const string Slow = """
        // Counts slowly.
        var n = Lab.Param("n", 99999, "how far", min: 1, max: 100000);
        for (var i = 1; i <= n; i++)
        {
            Lab.Run.ReportProgress("count", i, n);
            System.Threading.Thread.Sleep(50);
            _ = Lab.Seed;
        }
        """;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void StepsOneAndTwo_OfTheQuickstart_RunStopResumeAndCompareIt()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        foreach (var file in (string[])["recipes/01-quickstart.csx", "scripts/textnorm.csx"])
        {
            _place.Write(file, File.ReadAllText(Path.Combine(Workplace.Repository, file)));
        }

        using var screen = Start();
        screen.Press("Home", "Right").WaitFor("01-quickstart").Press("Down");

        // A run of recipes has its parameters changed, is stopped, and resumed.
        var one = new TourStep(screen, 1);
        one.Press("Enter").WaitFor("● 01-quickstart");
        one.Press("Alt+I").WaitFor("imagesPerPrompt 64");
        one.Press("Right").WaitFor("imagesPerPrompt 65");
        one.Press("Enter").Press("C-a", "DC").Type("25").Press("Enter").WaitFor("imagesPerPrompt 25");
        one.Press("Delete").WaitFor("imagesPerPrompt 64");
        one.Press("Ctrl+Z").WaitFor("imagesPerPrompt 25");
        one.Press("F5").WaitFor("Started: 01-quickstart").WaitFor("/200");
        one.Press("Shift+F5").WaitFor("Stop the run?").Press("s").WaitFor("it can be resumed").WaitFor(": cancelled in");
        one.Press("F8").WaitFor("Resuming: ").WaitFor("completed in", TimeSpan.FromMinutes(5)).WaitFor("rewards against truth");
        one.End();
        var first = Store.List().Single();
        first.Record!.Status.ShouldBe(RunStatus.Completed);
        first.Record.Parameters["imagesPerPrompt"].ShouldBe(25);

        // Its images and results, alone and beside those of another run.
        var two = new TourStep(screen, 2);
        two.Press("Alt+S").WaitFor("1 of 200").WaitFor("TextNorm(pickscore) ").WaitFor("mean of both ");
        two.Press("o").WaitFor("best by TextNorm(clip)");
        two.Press("w").WaitFor("worst by TextNorm(clip)").WaitFor("incorrect");
        Record(screen);
        two.Press("Space").Press("Right").WaitFor("2 of 200").WaitFor("B − A").Press("Escape");
        WaitForNone(screen, "B − A");
        two.Press("Alt+T").WaitFor("rewards against truth").Press("Down");
        two.Press("Enter").Press("Right");
        two.Press("s").WaitFor("▾");
        two.Press("e").WaitFor("Export the table as CSV").WaitFor("-95-intervals.csv").Press("Enter").WaitFor("Written: ");
        Directory.GetFiles(first.Folder, "*.csv", SearchOption.AllDirectories).Concat(Directory.GetFiles(_place.Folder, "*.csv"))
            .ShouldContain(file => file.EndsWith("-95-intervals.csv", StringComparison.Ordinal));
        Clone(first);
        screen.Press("F9", "M-p", "Home", "Left").WaitFor("▸ Recipes").Press("Down", "Down", "Right").WaitFor("▾ Runs").WaitFor("Runs                     2");
        screen.Press("Down", "Enter").Press("M-p", "Down");
        two.Press("Space").Press("M-t").WaitFor("against 2").Press("End", "Enter", "F4").WaitFor("B − A").WaitFor("0.000 [");
        Record(screen, "comparison", 0, 14);
        screen.Press("F4");
        two.Press("Alt+S").WaitFor("+1 run");
        two.Press("Enter").WaitFor("A incorrect").WaitFor("B incorrect").WaitFor("B − A");
        two.End();
        screen.Press("C-q").WaitFor("ended with 0");
    }

    [Fact]
    public void StepThree_OfRuns_SortsFiltersNamesOpensDeletesAndMovesThem()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        _place.Write("recipes/01-count.csx", Slow);
        foreach (var name in (string[])["first", "second"])
        {
            using var run = new RunStore(_place["runs"], new ManualTime()).Create(new RunRecord
            {
                Recipe = new RunRecipe { Name = "01-count", Path = _place["recipes/01-count.csx"] },
                Parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["n"] = name == "first" ? 7 : 9 },
            });
            run.Complete();
        }

        using var screen = Start();
        screen.Press("Home", "Right").WaitFor("01-count").Press("Down", "Enter").WaitFor("● 01-count").Press("F5").WaitFor("/99999");
        screen.Press("F5").WaitFor("Runs(1)").Press("F5").WaitFor("Runs(2)");

        var step = new TourStep(screen, 3);
        step.Press("Alt+N").WaitFor("n=7").WaitFor("n=9");
        Record(screen, "runs", 0, 12);
        step.Press("s").WaitFor("▾");
        step.Press("/").Type("n=7").Press("Enter");
        WaitForNone(screen, "n=9");
        step.Press("n").WaitFor("Name of the run").Type("seven").Press("Enter").WaitFor("Noted: seven");
        step.Press("t").WaitFor("Tags of the run").Type("short").Press("Enter").WaitFor("#short");
        step.Press("e").WaitFor("Note on seven").Type("too short").Press("C-s");
        step.Press("v").WaitFor("with the values of").WaitFor("▌Inspector").WaitFor(" 7");
        screen.Press("M-n");
        step.Press("Delete").WaitFor("Delete the run?").WaitFor("seven").Press("d").WaitFor("Deleted: ");
        Store.List().Count(run => run.Notes.Name == "seven").ShouldBe(0);
        screen.Press("/", "C-a", "DC", "DC", "DC", "Escape").WaitFor("n=9").Press("Home", "Down");
        step.Press("Shift+Up");
        step.Press("Delete").WaitFor("Take it out of the queue?").Press("t").WaitFor("Runs(1)");
        step.End();
        screen.Press("C-q").WaitFor("is running").Press("s").WaitFor("waits in the queue").Press("e").WaitFor("ended with 0");
    }

    [Fact]
    public void StepFour_OfAnExperiment_ComposesSavesRunsAndEditsIt()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        _place.Write("recipes/01-count.csx", Slow);
        var editor = _place.Write("editor.sh", "for file; do :; done\necho 'imagesPerPrompt: 2' >> \"$file\"\n");
        using var screen = Start($"EDITOR=sh {editor}");

        var step = new TourStep(screen, 4);
        step.Press("Ctrl+N").WaitFor("image model  none").Press("Down");
        step.Press("Enter").WaitFor("use toybox").Type("use toybox").Press("Enter").WaitFor("image model  toybox");
        screen.Press("Down", "Down", "Enter").WaitFor("use clip").Type("use clip").Press("Enter").WaitFor("reward  clip");
        step.Press("Alt+I").WaitFor("model ").Press("Home");
        step.Press("Ctrl+Space").WaitFor("clip-vit-b32").Press("Escape").Press("M-h");
        screen.Press("Enter").WaitFor("replace with blip2").Type("replace with toybox-clip").Press("Enter").WaitFor("reward  toybox-clip");
        screen.Press("Enter").WaitFor("calibrate by TextNorm");
        Record(screen, "reward", 0, Rows);
        screen.Press("Escape").Press("Home", "Down", "Down");
        step.Press("e").WaitFor("Prompts, one per line").Paste("two cats\nthree balls\n").WaitFor("2 prompts");
        step.Press("Ctrl+S").WaitFor("prompts  2").Press("Down");
        step.Press("d").WaitFor("prompts  3");
        step.Press("c").WaitFor("Copied: ");
        step.Press("v").WaitFor("prompts  4");
        step.Press("Ctrl+S").WaitFor("Name of the experiment").Press("Enter").WaitFor("Saved: ");
        step.Press("F5").WaitFor("Started: my-experiment").WaitFor("completed");
        step.Press("Alt+R").WaitFor("- three balls");
        step.Press("Ctrl+E").WaitFor("imagesPerPrompt: 2");
        step.End();
        screen.Press("C-q").WaitFor("ended with 0");
        File.ReadAllText(_place["recipes/experiments/my-experiment.yaml"]).ShouldEndWith("imagesPerPrompt: 2\n");
    }

    [Fact]
    public void StepsFiveAndSix_OfAPluginAndARecipe_TrustItAndFindTheError()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        _place.Write("recipes/01-count.csx", Slow);
        var editor = _place.Write("editor.sh", "for file; do :; done\necho 'Lab.Nonsense();' >> \"$file\"\n");
        using var screen = Start($"EDITOR=sh {editor}");
        var built = PluginCompiler.Compile(_place["built/Acme.Calm.dll"], PluginSources.Attribute("acme.calm") + PluginSources.Ensemble("calm"));
        Directory.CreateDirectory(_place["plugins"]);
        File.Move(built, _place["plugins/Acme.Calm.dll"]);
        File.WriteAllText(_place["plugins/Acme.Broken.dll"], "no assembly");
        screen.WaitFor("acme.calm  is not trusted").WaitFor("Errors(1)");

        var five = new TourStep(screen, 5);
        five.Press("Alt+U").Press("End", "Up").WaitFor("is not trusted");
        five.Press("t").WaitFor("Trust this plugin?").WaitFor("Acme.Calm.dll").WaitFor("SHA-256").Press("t").WaitFor("acme.calm is active");
        five.Press("Alt+E").WaitFor("Acme.Broken");
        five.Press("Enter").WaitFor("▌Plugins");
        five.End();

        screen.Press("M-p", "Home", "Right").WaitFor("01-count").Press("Down", "Enter").WaitFor("● 01-count");
        var six = new TourStep(screen, 6);
        six.Press("Ctrl+E").WaitFor("Lab.Nonsense();").WaitFor("error CS0117");
        six.Press("Alt+R");
        six.Press("Tab");
        six.Press("Enter");
        screen.Press("F4").WaitFor("Lab.Nonsense();");
        File.ReadAllText(_place["recipes/01-count.csx"]).Split("Nonsense").Length.ShouldBe(2, "Enter goes to the line, and does not open the editor again");
        six.End();
        screen.Press("C-q").WaitFor("ended with 0");
    }

    private RunStore Store => new(_place["runs"], new ManualTime());

    // With all colours, for the image.
    private TmuxScreen Start(params string[] variables) =>
        new TmuxScreen(_place, Columns, Rows, ["NO_COLOR=", "TERM=tmux-256color", "COLORTERM=truecolor", .. variables])
            .CloseWelcome()
            .WaitFor("▸ Plugins")
            .WaitFor("Benchmarks");

    private static bool IsRecording => Environment.GetEnvironmentVariable(SnapshotTests.UpdateVariable) == "1";

    private static void Clone(RunEntry run)
    {
        foreach (var file in Directory.EnumerateFiles(run.Folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(run.Folder + "-again", Path.GetRelativePath(run.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static void WaitForNone(TmuxScreen screen, string text) =>
        Poll.Until(() => !screen.Text.Contains(text, StringComparison.Ordinal), $"'{text}' to go");

    private static void Record(TmuxScreen screen)
    {
        if (IsRecording && File.Exists(TerminalImage.FontPath))
        {
            TerminalImage.Write(Path.Combine(Path.GetDirectoryName(TourStep.Path)!, "editor.png"), screen.ColoredText, Columns, Rows);
        }
    }

    // Some rows of the screen, in the README's block of that name.
    private static void Record(TmuxScreen screen, string name, int firstRow, int rowCount)
    {
        var readme = File.ReadAllText(TourStep.Path).ReplaceLineEndings("\n");
        var block = new Regex($"(?<=<!-- recorded: {name} -->\n```text\n)[^`]*(?=```)", RegexOptions.None, TimeSpan.FromSeconds(1));
        block.IsMatch(readme).ShouldBeTrue($"the README has no place for the screen '{name}'");
        if (IsRecording)
        {
            var rows = screen.Text.Split('\n').Skip(firstRow).Take(rowCount).Select(row => row.TrimEnd());
            File.WriteAllText(TourStep.Path, block.Replace(readme, (string.Join('\n', rows).TrimEnd() + "\n").Replace("$", "$$", StringComparison.Ordinal)));
        }
    }
}
