using System.Diagnostics;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Tests.Journeys;

/// <summary>The editor in a real terminal, from the first start to the last key.</summary>
public sealed class EditorTests : IDisposable
{
    private const string Recipe = """
        // Counts slowly.
        var n = Lab.Param("n", 3, "how far", min: 1, max: 100000);
        for (var i = 1; i <= n; i++)
        {
            Lab.Run.ReportProgress("count", i, n);
            Lab.Run.Emit("count.step", new Dictionary<string, object?> { ["step"] = i, ["square"] = i * i });
            System.Threading.Thread.Sleep(50);
            _ = Lab.Seed;
        }
        Lab.Log("counted");
        """;

    private readonly Workplace _place = new();

    public EditorTests() => _place.Write("recipes/01-count.csx", Recipe);

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Editor_RecipeChangedPlayedStoppedAndResumed_ShowsEachStep()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        using var screen = new TmuxScreen(_place, 120, 40);
        screen.CloseWelcome().WaitFor("Recipes");

        // Open, change, play, watch it end.
        Open(screen);
        screen.Press("M-i").Press("Enter").Press("C-a").Press("DC").Press("2", "0").Press("Enter").WaitFor("1 changed");
        screen.Press("F5").WaitFor("completed").WaitFor("[✓] square");
        Store.List().Single().Record!.Parameters["n"].ShouldBe(20);

        // A long one, stopped from here.
        screen.Press("M-i").Press("Enter").Press("C-a").Press("DC").Press("9", "9", "9", "9", "9").Press("Enter").WaitFor("99999");
        screen.Press("F5").WaitFor("running").WaitFor("/99999");
        screen.Press("S-F5").WaitFor("Stop the run?").Press("s").WaitFor("cancelled");
        Poll.Until(() => Store.List()[0].Record!.Status == RunStatus.Cancelled, "the run's record says that it was cancelled");

        // A recipe that breaks says where.
        File.AppendAllText(_place["recipes/01-count.csx"], "\nLab.Nonsense();\n");
        screen.Press("M-r").WaitFor("line 11: error CS0117");

        screen.Press("C-q").WaitFor("ended with 0");
    }

    [Fact]
    public void Editor_ProcessKilledFolderDeletedAndTinyTerminal_KeepsRunning()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        _place.Write("recipes/01-count.csx", Recipe.Replace("\"n\", 3", "\"n\", 99999", StringComparison.Ordinal));
        using var screen = new TmuxScreen(_place, 80, 24, "NO_COLOR=1");
        screen.CloseWelcome().WaitFor("Recipes");
        Open(screen);
        screen.Press("F5").WaitFor("/99999");

        using (var run = Process.GetProcessById(RunStore.Heartbeat(Store.List()[0])!.ProcessId))
        {
            run.Kill();
        }

        screen.WaitFor("interrupted");
        Directory.Delete(Store.List()[0].Folder, recursive: true);
        screen.WaitFor("damaged");
        screen.Resize(1, 1);
        screen.Resize(200, 60);
        screen.Resize(40, 10);
        screen.Resize(80, 24);
        screen.WaitFor("F5 Run").Press("C-q").WaitFor("ended with 0");
    }

    [Fact]
    public void Editor_DiskFullUnderARun_SaysSoAndGoesOn()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        Assert.SkipUnless(TmuxScreen.MayMount, "this user may not mount a small disk");
        _place.Write(
            "recipes/01-count.csx",
            Recipe.Replace("[\"square\"] = i * i", "[\"words\"] = new string('x', 20000)", StringComparison.Ordinal)
                .Replace("\"n\", 3", "\"n\", 99999", StringComparison.Ordinal));
        using var screen = TmuxScreen.OnSmallDisk(_place, "runs", 400);
        screen.CloseWelcome().WaitFor("Recipes");
        Open(screen);

        screen.Press("F5").WaitFor("The disk is full");
        screen.Press("M-p").Press("End").WaitFor("interrupted");

        screen.Press("C-q").WaitFor("ended with 0");
    }

    [Fact]
    public void Editor_ManyResizes_KeepsRunning()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        _place.Write("recipes/01-count.csx", Recipe.Replace("\"n\", 3", "\"n\", 99999", StringComparison.Ordinal));
        using var screen = new TmuxScreen(_place, 120, 40);
        screen.CloseWelcome().WaitFor("Recipes");
        Open(screen);
        screen.Press("F5").WaitFor("/99999");

        foreach (var step in Enumerable.Range(0, 150))
        {
            screen.Resize(1 + (step * 37 % 230), 1 + (step * 13 % 70));
        }

        screen.Resize(120, 40);
        screen.WaitFor("F5 Run").WaitFor("/99999").Press("S-F5").WaitFor("Stop the run?").Press("s").WaitFor("cancelled").Press("C-q").WaitFor("ended with 0");
    }

    [Fact]
    public void Editor_ClosedWhileARunGoesOn_FindsItAgain()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        _place.Write("recipes/01-count.csx", Recipe.Replace("\"n\", 3", "\"n\", 99999", StringComparison.Ordinal));
        using (var screen = new TmuxScreen(_place, 100, 30))
        {
            screen.CloseWelcome().WaitFor("Recipes");
            Open(screen);
            screen.Press("F5").WaitFor("/99999").Press("C-q").WaitFor("Close the editor?").Press("Enter").WaitFor("ended with 0");
        }

        Store.List()[0].Record!.Status.ShouldBe(RunStatus.Running);
        using (var again = new TmuxScreen(_place, 100, 30))
        {
            again.WaitFor("is running; the Monitor follows it").WaitFor("/99999");
            again.Press("S-F5").WaitFor("Stop the run?").Press("s").WaitFor("cancelled").Press("C-q").WaitFor("ended with 0");
        }
    }

    [Fact]
    public void Editor_ExperimentComposedInTheHierarchy_IsSavedRunAndMeasured()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        using var screen = new TmuxScreen(_place, 120, 40);
        screen.CloseWelcome().WaitFor("Benchmarks");

        // Compose: a model, a prompt, a reward under TextNorm, a held-out reward.
        screen.Press("C-n").WaitFor("image model  none").WaitFor("3 missing");
        screen.Press("Down").Press("Enter").WaitFor("use toybox").Type("use toybox").Press("Enter").WaitFor("image model  toybox");
        screen.Press("M-h").Press("Down").Press("Enter").WaitFor("add a prompt").Press("Enter").WaitFor("prompts  1");
        screen.Press("M-i").Press("Enter").Press("C-a").Press("DC").Type("two cats").Press("Enter").WaitFor("two cats");
        screen.Press("M-h").Press("Down").Press("Enter").WaitFor("use toybox-clip").Type("use toybox-clip").Press("Enter").WaitFor("reward  toybox-clip");
        screen.Press("Enter").WaitFor("calibrate by TextNorm").Press("Enter").WaitFor("TextNorm scale 10");
        screen.Press("M-i").Press("Down").Press("Enter").Press("C-a").Press("DC").Type("0.05").Press("Enter").WaitFor("TextNorm tau 0.05");
        screen.Press("M-h").Press("End").Press("Enter").WaitFor("add held-out reward").Type("toybox-truth").Press("Enter").WaitFor("toybox-truth");
        screen.Press("Home").Press("M-i").WaitFor("imagesPerPrompt").Press("Enter").Press("C-a").Press("DC").Type("4").Press("Enter");

        // Save, and run what was saved.
        screen.Press("C-s").WaitFor("Name of the experiment").Press("Enter").WaitFor("Saved:");
        var saved = File.ReadAllText(_place["recipes/experiments/my-experiment.yaml"]);
        saved.ShouldBe(
            "model: toybox\nprompts:\n- two cats\nimagesPerPrompt: 4\nreward:\n  textNorm:\n    reward: toybox-clip\n  generator: rules\n  tau: "
            + "0.05\nheldOut:\n  toybox-truth:\n    reward: toybox-truth\n");
        screen.Press("F5").WaitFor("completed");
        var run = Store.List().Single();
        run.Record!.Recipe.Name.ShouldBe("my-experiment");
        File.ReadAllText(Path.Combine(run.Folder, "experiment.yaml")).ShouldBe(saved);
        File.ReadAllText(Path.Combine(run.Folder, "report.md")).ShouldContain("TextNorm(toybox-clip)");

        // An edit that is not saved is there again at the next start, and can be taken back.
        screen.Press("M-h").Press("Home").Press("Down").Press("DC").WaitFor("image model  none").Press("C-q").WaitFor("ended with 0");
        File.ReadAllText(_place["recipes/experiments/my-experiment.yaml"]).ShouldBe(saved);
        using var again = new TmuxScreen(_place, 120, 40);
        again.WaitFor("The unsaved changes of my-experiment are back").WaitFor("image model  none").WaitFor("not saved");
        again.Press("M-h").Press("C-z").WaitFor("image model  toybox").Press("C-q").WaitFor("ended with 0");
    }

    [Fact]
    public void Editor_PluginDroppedInWhileItRuns_IsSeenTrustedAndUsedWithoutARestart()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        using var screen = new TmuxScreen(_place, 120, 40);
        screen.CloseWelcome().WaitFor("Benchmarks").Press("M-u").WaitFor("rewardlab.toybox");

        // Compiled elsewhere, then moved in whole, as a user drops it.
        var built = PluginCompiler.Compile(_place["built/Acme.Calm.dll"], PluginSources.Attribute("acme.calm") + PluginSources.Ensemble("calm"));
        Directory.CreateDirectory(_place["plugins"]);
        File.Move(built, _place["plugins/Acme.Calm.dll"]);
        screen.WaitFor("acme.calm");

        // It asks with path and hash, and no other answer than yes trusts.
        screen.WaitFor("is not trusted, so none of its code runs").Press("End").WaitFor("untrusted");
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_place["plugins/Acme.Calm.dll"])));
        screen.Press("Enter").WaitFor("Trust this plugin?").WaitFor(Path.GetFileName(_place["plugins/Acme.Calm.dll"])).WaitFor("SHA-256");
        screen.Press("Enter");
        Poll.Until(() => !screen.Text.Contains("Trust this plugin?", StringComparison.Ordinal), "the question to go");
        screen.WaitFor("untrusted").Press("t").WaitFor("Trust this plugin?").Press("t").WaitFor("acme.calm is active");
        File.ReadAllText(Path.Combine(_place["home"], "plugins.json")).ShouldContain(hash[..16]);

        // What it brings fits into the experiment at once.
        screen.Press("C-n")
            .WaitFor("reward  none")
            .Press("Down")
            .Press("Down")
            .Press("Down")
            .Press("Enter")
            .Type("use toybox-clip")
            .Press("Enter")
            .WaitFor("reward  toybox-clip");
        screen.Press("Enter").Type("ensemble calm").WaitFor("put into ensemble calm").Press("Enter").WaitFor("calm of 1");

        // One that is not a plugin at all is told of under Errors, with the reason.
        File.WriteAllText(_place["plugins/Acme.Broken.dll"], "no assembly");
        screen.WaitFor("Errors(1)").Press("M-e").WaitFor("Acme.Broken");
        screen.Press("C-q").WaitFor("ended with 0");
    }

    [Fact]
    public void Program_WithoutATerminal_SaysWhatThereIsInstead()
    {
        var outcome = _place.Run();

        outcome.ExitCode.ShouldBe(0);
        outcome.Error.ShouldContain("the editor needs a terminal");
        outcome.Output.ShouldContain("recipes");
        _place.Run("--plain").Error.ShouldBeEmpty();
    }

    [Fact]
    public void Stop_OfARunInAnotherProcess_EndsItInOrder()
    {
        _place.Write("recipes/01-count.csx", Recipe.Replace("\"n\", 3", "\"n\", 99999", StringComparison.Ordinal));
        using var program = _place.Start("run", "recipes/01-count.csx", "--runs", "runs");
        program.WaitFor(() => Directory.Exists(_place["runs"]) && Store.List().Any(run => RunStore.Heartbeat(run) is { Done: > 0 }), "its loop");

        _place.Run("runs", "stop", "last", "--runs", "runs").ExitCode.ShouldBe(0);

        Workplace.End(program).ExitCode.ShouldBe(130);
        Store.List()[0].Record!.Status.ShouldBe(RunStatus.Cancelled);
        _place.Run("runs", "stop", "last", "--runs", "runs").ErrorLine.ShouldContain("not running");
    }

    private RunStore Store => new(_place["runs"], new ManualTime());

    private static void Open(TmuxScreen screen)
    {
        screen.WaitFor("Recipes").WaitFor("Benchmarks");
        screen.Press("Home").Press("Right").WaitFor("01-count").Press("Down").Press("Enter").WaitFor("● 01-count");
    }
}
