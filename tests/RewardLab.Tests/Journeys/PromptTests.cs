using System.Text.Json;

namespace RewardLab.Tests.Journeys;

public sealed class PromptTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Prompts_Shown_AreTheContrastivePromptsOfOne()
    {
        var outcome = _workplace.Run("prompts", "show", "--generator", "counting", "three deer");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("\"three deer\"");
        outcome.Output.ShouldContain("\n  two deer\n");
    }

    [Fact]
    public void Prompts_Built_AreAFileOfSetsInOrder()
    {
        _workplace.Write("prompts.txt", "three deer\n\n  two cats \n");
        var outcome = _workplace.Run("prompts", "build", "prompts.txt", "--generator", "counting", "--out", "set.json");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        using var json = JsonDocument.Parse(File.ReadAllText(_workplace["set.json"]));
        json.RootElement.EnumerateObject().Select(set => set.Name).ShouldBe(["three deer", "two cats"]);
        json.RootElement.GetProperty("two cats").EnumerateArray().Select(text => text.GetString()).ShouldContain("three cats");
    }

    [Theory]
    [InlineData("three deer\nthe meaning of life\n", "prompts.txt(2)")]
    [InlineData("three deer\nthree deer\n", "prompts.txt(2)")]
    [InlineData("\n\n", "prompts.txt")]
    public void Prompts_ThatCannotBeBuilt_AreNamedAndLeaveNothing(string text, string place)
    {
        _workplace.Write("prompts.txt", text);
        var outcome = _workplace.Run("prompts", "build", "prompts.txt", "--generator", "counting", "--out", "set.json");
        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain(place);
        File.Exists(_workplace["set.json"]).ShouldBeFalse();
    }

    [Fact]
    public void Generator_Unknown_GetsTheNearestName()
    {
        var outcome = _workplace.Run("prompts", "show", "--generator", "countng", "three deer");
        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain("'counting'");
    }

    [Fact]
    public void Prompts_FileMissing_IsNamed()
    {
        var outcome = _workplace.Run("prompts", "build", "none.txt", "--generator", "counting", "--out", "set.json");
        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain("'none.txt'");
    }
}
