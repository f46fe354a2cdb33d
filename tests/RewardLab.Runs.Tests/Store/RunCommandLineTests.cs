using System.Diagnostics;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Tests.Store;

public sealed class RunCommandLineTests
{
    [Fact]
    public void Command_OfARun_NamesSeedThreadsAndEveryParameter() =>
        RunCommandLine.From(Entry("recipes/01-quickstart.csx", "01-quickstart", new() { ["tau"] = 0.00001, ["judge"] = true, ["file"] = "" }))
            .ShouldBe("rewardlab run recipes/01-quickstart.csx --seed 42 --threads 2 --set tau=1E-05 --set judge=true --set file=");

    [Theory]
    [InlineData("it's")]
    [InlineData("$HOME `id` \"x\" \\ !")]
    [InlineData("a\nb")]
    [InlineData("; rm -r *")]
    [InlineData("</script><img onerror=\"x\">")]
    [InlineData("~/x")]
    public void Command_WithWordsThatAShellReads_PassesThemOnAsTheyAre(string value)
    {
        Assert.SkipUnless(!OperatingSystem.IsWindows() && File.Exists("/bin/sh"), "needs a POSIX shell");
        var command = RunCommandLine.From(Entry("recipes/my recipe.csx", "my recipe", new() { ["prompt"] = value }));

        // A shell takes the line apart; what it passes on is listed between zeros.
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"rewardlab() {{ printf '%s\\0' \"$@\"; }}; {command}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var words = shell.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        shell.WaitForExit();

        words.ShouldBe(["run", "recipes/my recipe.csx", "--seed", "42", "--threads", "2", "--set", $"prompt={value}"]);
    }

    [Fact]
    public void Command_OfAnExperimentsRun_NamesTheFileThatTheRunKeeps()
    {
        using var folder = new TemporaryFolder();
        var entry = Entry("recipes/12-experiment.csx", "mine", new() { ["experiment"] = "mine.yaml" }) with { Folder = folder.Path };

        RunCommandLine.From(entry).ShouldBe("rewardlab run mine.yaml --seed 42 --threads 2");
        File.WriteAllText(folder["experiment.yaml"], "");
        RunCommandLine.From(entry).ShouldBe($"rewardlab run {folder["experiment.yaml"]} --seed 42 --threads 2");
    }

    [Fact]
    public void Command_OfTheRecipeForExperimentsItself_SetsItsParameter() =>
        RunCommandLine.From(Entry("recipes/12-experiment.csx", "12-experiment", new() { ["experiment"] = "mine.yaml" }))
            .ShouldContain("12-experiment.csx --seed 42 --threads 2 --set experiment=mine.yaml");

    [Fact]
    public void Command_OfARunWithoutARecipe_IsTheOneThatBeganIt()
    {
        var entry = Entry("", "watch", []);
        RunCommandLine.From(entry with { Record = entry.Record! with { Command = "rewardlab rewards serve --watch runs" } })
            .ShouldBe("rewardlab rewards serve --watch runs");
    }

    private static RunEntry Entry(string path, string name, Dictionary<string, object?> parameters) => new(
        "id",
        "/nowhere",
        new RunRecord { Recipe = new RunRecipe { Name = name, Path = path }, Seed = 42, Parameters = parameters, Machine = new MachineInfo { Threads = 2 } },
        Damage: null);
}
