using RewardLab.Abstractions;
using RewardLab.Runs.Images;

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

    [Fact]
    public void Change_EndsWhatRunsInOrder_AndWhatMustBeKilledIsHeldAgainstNoPlugin()
    {
        _workplace.Run("plugins", "new", "acme.brightness", "--kind", "reward", "--out", "mine").ExitCode.ShouldBe(0);
        var source = _workplace["mine/BrightnessReward.cs"];
        var good = File.ReadAllText(source);
        using (var file = File.Create(_workplace["a.png"]))
        {
            ImageFiles.WritePng(file, new ImageBatch(new byte[32 * 32 * 3], 1, 32, 32), 0);
        }

        Scores("while (true) { Thread.Sleep(10); cancellationToken.ThrowIfCancellationRequested(); }", "first");
        using var program = _workplace.Start("plugins", "dev", "mine", "--", "score", "--reward", "acme-brightness", "--images", "a.png", "--prompt", "cats");

        program.WaitFor(() => File.Exists(_workplace["first"]), "the first call");
        Scores("while (true) { Thread.Sleep(10); }", "second");
        program.WaitFor(() => program.ErrorSoFar.Contains("rewardlab: stopping", StringComparison.Ordinal), "its end in order");
        program.WaitFor(() => File.Exists(_workplace["second"]), "the second call");
        Scores("", "third");
        program.WaitFor(() => program.ErrorSoFar.Contains("ended with 0", StringComparison.Ordinal), "the end of the third build");

        program.Interrupt();
        Workplace.End(program).Error.ShouldNotContain("ended inside");
        var list = _workplace.Run("plugins", "list");
        list.Error.ShouldBeEmpty();
        list.ExitCode.ShouldBe(0);
        Directory.GetFiles(_workplace["home"], "plugins.*ing-*").ShouldBeEmpty();

        void Scores(string statement, string witness) => File.WriteAllText(source, good.Replace(
            "var scores =", $"System.IO.File.WriteAllText(@\"{_workplace[witness]}\", \"\"); {statement} var scores =", StringComparison.Ordinal));
    }

    [Fact]
    public void PluginThatEndsTheProcess_IsToldAndBuiltAgain()
    {
        _workplace.Run("plugins", "new", "acme.brightness", "--kind", "reward", "--out", "mine").ExitCode.ShouldBe(0);
        var source = _workplace["mine/BrightnessReward.cs"];
        var good = File.ReadAllText(source);
        File.WriteAllText(
            source, good.Replace("var scores =", "return Score(images, prompts, cancellationToken) ?? null!; var scores =", StringComparison.Ordinal));
        using var program = _workplace.Start("plugins", "dev", "mine");

        program.WaitFor(() => program.ErrorSoFar.Contains("waiting for changes", StringComparison.Ordinal), "the end of its test");
        program.ErrorSoFar.ShouldContain("RewardLab ended inside Score of reward 'acme-brightness' of plugin 'acme.brightness 0.1.0'");
        File.WriteAllText(source, good);
        program.WaitFor(() => Count(program, "0 failed") == 1, "the test of the mended plugin");

        program.Interrupt();
        Workplace.End(program);
        _workplace.Run("plugins", "list").Error.ShouldBeEmpty();
    }

    [Fact]
    public void PluginWithTheNamesOfOneOfRewardLabs_TakesItsPlaceAndIsTold()
    {
        _workplace.Run("plugins", "new", "acme.swap", "--kind", "prompts", "--out", "mine").ExitCode.ShouldBe(0);
        foreach (var path in Directory.GetFiles(_workplace["mine"], "*.*"))
        {
            File.WriteAllText(path, File.ReadAllText(path)
                .Replace("\"acme.swap\"", "\"rewardlab.prompts.rules\"", StringComparison.Ordinal)
                .Replace("\"acme-swap\"", "\"counting\"", StringComparison.Ordinal));
        }

        using var program = _workplace.Start("plugins", "dev", "mine", "--", "components", "show", "counting");

        program.WaitFor(() => program.ErrorSoFar.Contains("waiting for changes", StringComparison.Ordinal), "the end of its command");
        program.ErrorSoFar.ShouldContain(
            "RewardLab's own plugin 'rewardlab.prompts.rules' has the id 'rewardlab.prompts.rules', prompt generator 'counting' too.");
        program.OutputSoFar.ShouldContain("rewardlab.prompts.rules 0.1.0");
        program.ErrorSoFar.ShouldContain("ended with 0");
        program.Interrupt();
        Workplace.End(program);
    }

    [Fact]
    public void Error_WithoutACodeOrWithOneInLowerCase_IsShown()
    {
        _workplace.Run("plugins", "new", "acme.swap", "--kind", "prompts", "--out", "mine").ExitCode.ShouldBe(0);
        var project = Directory.GetFiles(_workplace["mine"], "*.csproj").ShouldHaveSingleItem();
        File.WriteAllText(project, File.ReadAllText(project).Replace("</Project>", """
              <Target Name="Complain" BeforeTargets="BeforeBuild">
                <Warning Code="ACME1" Text="no harm" />
                <Error Text="nothing is right" ContinueOnError="ErrorAndContinue" />
                <Error Code="acme002" Text="all is wrong" />
              </Target>
            </Project>
            """, StringComparison.Ordinal));
        using var program = _workplace.Start("plugins", "dev", "mine");

        program.WaitFor(() => program.ErrorSoFar.Contains("not built", StringComparison.Ordinal), "the end of the build");
        program.ErrorSoFar.ShouldContain("error : nothing is right");
        program.ErrorSoFar.ShouldContain("error acme002: all is wrong");
        program.ErrorSoFar.ShouldContain("warning ACME1: no harm");
        program.Interrupt();
        Workplace.End(program);
    }

    private static int Count(RunningProgram program, string text) => program.OutputSoFar.Split(text).Length - 1;
}
