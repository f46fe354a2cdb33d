using System.Text.Json;

namespace RewardLab.Tests.Journeys;

/// <summary>The command 'plugins test'.</summary>
public sealed class PluginCheckTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Plugin_OfOurs_IsCheckedALineEach()
    {
        var outcome = _workplace.Run("plugins", "test", "counting");
        outcome.ExitCode.ShouldBe(0, outcome.Error + outcome.Output);
        var lines = outcome.Output.Split('\n');
        lines[0].ShouldStartWith("prompt generator counting, of rewardlab.prompts.rules ");
        lines.ShouldContain("  ok       can handle          2 of 3 prompts: \"two cats\", \"three apples\"");
        outcome.Output.ShouldMatch(@"\n\d+ checks: \d+ ok, 0 failed, \d+ skipped\n\z");

        var weighted = _workplace.Run("plugins", "test", "weighted", "--set", "weights=1,2", "--json");
        weighted.ExitCode.ShouldBe(0, weighted.Output);
        using var json = JsonDocument.Parse(weighted.Output);
        json.RootElement.GetProperty("failed").GetInt32().ShouldBe(0);
        json.RootElement.GetProperty("components")[0].GetProperty("checks").EnumerateArray()
            .Single(check => check.GetProperty("name").GetString() == "order of members")
            .GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("'weights' is a list");

        var unknown = _workplace.Run("plugins", "test", "weighted", "--set", "weigths=1,2");
        unknown.ExitCode.ShouldBe(2);
        unknown.ErrorLine.ShouldContain("There are weights");
    }

    [Fact]
    public void Plugin_WithoutItsModel_IsSkippedWithWhatToDo()
    {
        var outcome = _workplace.Run("plugins", "test", "pickscore", "--set", "model=pickscore");
        outcome.ExitCode.ShouldBe(3, outcome.Error);
        outcome.Output.ShouldContain("rewardlab models get pickscore");
        outcome.Output.ShouldContain("nothing could be checked");
    }

    [Fact]
    public void Plugin_OfAStranger_IsCheckedOnceItIsTrusted()
    {
        PluginCompiler.Compile(
            _workplace["plugins/Lopsided.dll"], PluginSources.Attribute("test.lopsided") + PluginSources.Ensemble("first", "\"first of all\""));
        var refused = _workplace.Run("plugins", "test", "test.lopsided");
        refused.ExitCode.ShouldBe(1);
        refused.ErrorLine.ShouldContain("Plugin 'test.lopsided' is untrusted, and none of its code runs");

        using var listed = JsonDocument.Parse(_workplace.Run("plugins", "show", "test.lopsided", "--json").Output);
        _workplace.Run("plugins", "trust", "test.lopsided", "--yes", listed.RootElement.GetProperty("sha256").GetString()!).ExitCode.ShouldBe(0);
        var outcome = _workplace.Run("plugins", "test", "test.lopsided");
        outcome.ExitCode.ShouldBe(1, outcome.Error);
        outcome.Output.ShouldMatch("failed +order of members +[2-4] members in another order are combined differently");
        outcome.Output.ShouldContain(" 1 failed, ");
    }
}
