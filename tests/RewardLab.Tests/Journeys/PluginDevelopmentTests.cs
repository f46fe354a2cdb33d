namespace RewardLab.Tests.Journeys;

/// <summary>The command 'plugins dev': a plugin from its template, edited while it is developed.</summary>
public sealed class PluginDevelopmentTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Plugin_IsBuiltTestedAndBuiltAgainWhenItChanges()
    {
        var temporary = Directory.CreateDirectory(_workplace["temporary"]);
        _workplace.Environment["TMPDIR"] = temporary.FullName;
        _workplace.Run("plugins", "new", "acme.brightness", "--kind", "reward", "--out", "mine").ExitCode.ShouldBe(0);
        var source = _workplace["mine/BrightnessReward.cs"];
        var good = File.ReadAllText(source);
        using var program = _workplace.Start("plugins", "dev", "mine");

        program.WaitFor(() => Count(program, "0 failed") == 1, "its first test");
        program.OutputSoFar.ShouldContain("reward acme-brightness, of acme.brightness 0.1.0");

        // What does not compile is shown with file and line, and what then compiles is tested.
        File.WriteAllText(source, "oops " + good);
        program.WaitFor(() => program.ErrorSoFar.Contains("not built", StringComparison.Ordinal), "an error");
        program.ErrorSoFar.ShouldContain("BrightnessReward.cs(1,1): error CS0116");
        File.WriteAllText(source, good.Replace("prompts.Count];", "prompts.Count]; if (images.Count == 1) { return null!; }"));
        program.WaitFor(() => Count(program, "2 failed") == 1, "its second test");
        program.OutputSoFar.ShouldContain("returned nothing from Score");

        program.Interrupt();
        var outcome = Workplace.End(program);
        outcome.ExitCode.ShouldBe(143, outcome.Error);
        temporary.EnumerateDirectories("rewardlab-dev-*").ShouldBeEmpty();
        _workplace.Run("plugins", "list").Output.ShouldNotContain("acme.brightness");
        (File.Exists(_workplace["home/plugins.json"]) ? File.ReadAllText(_workplace["home/plugins.json"]) : "").ShouldNotContain("acme");
        _workplace.Run("components", "show", "acme-brightness").ExitCode.ShouldBe(1);
    }

    [Fact]
    public void Command_RunsWithThePluginAfterEachBuild()
    {
        _workplace.Run("plugins", "new", "acme.swap", "--kind", "prompts", "--out", "mine").ExitCode.ShouldBe(0);
        using var program = _workplace.Start("plugins", "dev", "mine", "--", "components", "show", "acme-swap");

        program.WaitFor(() => program.ErrorSoFar.Contains("waiting for changes", StringComparison.Ordinal), "the end of its command");

        program.OutputSoFar.ShouldContain("prompt generator acme-swap");
        program.OutputSoFar.ShouldContain("Plugin    acme.swap 0.1.0");
        program.Interrupt();
        Workplace.End(program);
    }

    [Fact]
    public void Folder_WithoutAProject_AndAMachineWithoutSdk_GetOneLine()
    {
        Directory.CreateDirectory(_workplace["empty"]);
        var empty = _workplace.Run("plugins", "dev", "empty");
        empty.ExitCode.ShouldBe(1);
        empty.ErrorLine.ShouldContain("'empty' holds no project");

        _workplace.Run("plugins", "new", "acme.swap", "--kind", "prompts", "--out", "mine").ExitCode.ShouldBe(0);
        _workplace.Environment["DOTNET_HOST_PATH"] = _workplace["nothing"];
        var without = _workplace.Run("plugins", "dev", "mine");
        without.ExitCode.ShouldBe(1);
        without.ErrorLine.ShouldContain("SDK is needed: https://dotnet.microsoft.com/download");
    }

    private static int Count(RunningProgram program, string text) => program.OutputSoFar.Split(text).Length - 1;
}
