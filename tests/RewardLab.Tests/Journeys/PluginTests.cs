namespace RewardLab.Tests.Journeys;

public sealed class PluginTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Plugins_OfOurs_AreListedActiveAndShown()
    {
        var list = _workplace.Run("plugins", "list");
        list.ExitCode.ShouldBe(0, list.Error);
        list.Output.Split('\n')
            .ShouldContain(line => line.Contains("rewardlab.prompts.rules", StringComparison.Ordinal) && line.Contains("active", StringComparison.Ordinal));

        var show = _workplace.Run("plugins", "show", "rewardlab.prompts.rules");
        show.ExitCode.ShouldBe(0, show.Error);
        show.Output.ShouldContain("part of RewardLab");
        show.Output.ShouldContain("prompts counting");
        show.Output.ShouldMatch("RewardLab.Prompts.Rules.dll +[0-9a-f]{64}");
    }

    [Fact]
    public void Plugin_Unknown_GetsTheNearestName()
    {
        var outcome = _workplace.Run("plugins", "show", "rewardlab.prompt.rules");
        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain("Did you mean 'rewardlab.prompts.rules'?");
    }

    [Fact]
    public void Plugin_Disabled_IsRememberedUntilEnabled()
    {
        _workplace.Run("plugins", "disable", "rewardlab.prompts.rules").Output.ShouldContain("disabled");
        var refused = _workplace.Run("prompts", "show", "--generator", "counting", "three deer");
        refused.ExitCode.ShouldBe(1);
        refused.ErrorLine.ShouldContain("counting");
        _workplace.Run("plugins", "enable", "rewardlab.prompts.rules").Output.ShouldContain("enabled");
        _workplace.Run("prompts", "show", "--generator", "counting", "three deer").ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Plugin_New_IsWrittenOnce()
    {
        var first = _workplace.Run("plugins", "new", "acme.brightness", "--kind", "reward", "--out", "mine");
        first.ExitCode.ShouldBe(0, first.Error);
        var project = Directory.GetFiles(_workplace["mine"], "*.csproj").ShouldHaveSingleItem();
        var folder = _workplace.Run("plugins", "folder").Output.Trim();
        first.Output.Split('\n').ShouldBe(
        [
            $"Wrote {project}",
            "Next:",
            $"  dotnet publish {project} -c Release -o {Path.Combine(folder, "acme.brightness")}",
            "  rewardlab plugins trust acme.brightness",
            "  rewardlab plugins show acme.brightness",
            "  rewardlab plugins test acme.brightness",
            "",
        ]);

        var second = _workplace.Run("plugins", "new", "acme.brightness", "--kind", "reward", "--out", "mine");
        second.ExitCode.ShouldBe(1);
        second.ErrorLine.ShouldContain(_workplace["mine"]);
    }

    [Fact]
    public void Plugin_InstalledOrUninstalledInVain_SaysWhy()
    {
        Directory.CreateDirectory(_workplace["empty"]);
        var install = _workplace.Run("plugins", "install", "empty");
        install.ExitCode.ShouldBe(1);
        install.ErrorLine.ShouldContain("'empty' holds no plugin");

        var uninstall = _workplace.Run("plugins", "uninstall", "rewardlab.prompts.rules", "--yes");
        uninstall.ExitCode.ShouldBe(1);
        uninstall.ErrorLine.ShouldContain("rewardlab plugins disable rewardlab.prompts.rules");
    }
}
