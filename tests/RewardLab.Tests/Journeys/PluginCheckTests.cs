using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;

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
    public void Options_OfGroupsAreSetByPaths()
    {
        PluginCompiler.Compile(_workplace["plugins/Grouped.dll"], PluginSources.Attribute("test.grouped") + """

            public sealed record Shape { public int Width { get; init; } = 1; }
            public sealed record Options { public Shape Shape { get; init; } = new(); }

            [ExportReward("grouped")]
            public sealed class F : ComponentFactory<IRewardModel, Options>
            {
                protected override IRewardModel Create(Options options, ComponentContext context) => new R(options.Shape.Width);
            }

            public sealed class R(int width) : IRewardModel
            {
                public string Name => $"width {width}";
                public ScoreMatrix Score(ImageBatch i, IReadOnlyList<string> p, CancellationToken c) => new(new double[i.Count * p.Count], i.Count, p.Count);
                public void Dispose() { }
            }
            """);
        using var listed = JsonDocument.Parse(_workplace.Run("plugins", "show", "test.grouped", "--json").Output);
        _workplace.Run("plugins", "trust", "test.grouped", "--yes", listed.RootElement.GetProperty("sha256").GetString()!).ExitCode.ShouldBe(0);

        var checks = _workplace.Run("plugins", "test", "test.grouped", "--set", "shape.width=3");
        checks.Output.ShouldContain("it calls itself 'width 3'", Case.Sensitive, checks.Error);
        _workplace.Run("plugins", "test", "test.grouped", "--set", "shape.height=3").ErrorLine.ShouldContain("There are shape.width.");
        _workplace.Run("plugins", "test", "test.grouped", "--set", "shape.width=3", "--set", "shape=3").ErrorLine
            .ShouldContain("'shape' is a group of options");

        using (var file = File.Create(_workplace["a.png"]))
        {
            ImageFiles.WritePng(file, new ImageBatch(new byte[12], 1, 2, 2), 0);
        }

        var score = _workplace.Run("score", "--reward", "grouped", "--set", "grouped.shape.width=5", "--images", "a.png", "--prompt", "cats");
        score.ExitCode.ShouldBe(0, score.Error);
        _workplace.Run("score", "--reward", "grouped", "--set", "grouped.shape.width=five", "--images", "a.png", "--prompt", "cats")
            .ErrorLine.ShouldContain("option 'shape.width'");
    }

    [Fact]
    public void Images_OfMoreThanAnArrayHolds_AreCutShort()
    {
        // A large image is quick to write where it is one colour.
        using (var file = File.Create(_workplace["00.png"]))
        {
            ImageFiles.WritePng(file, new ImageBatch(new byte[6000 * 4000 * 3], 1, 4000, 6000), 0);
        }

        Directory.CreateDirectory(_workplace["large"]);
        for (var i = 1; i < 32; i++)
        {
            File.CreateSymbolicLink(_workplace[$"large/{i:00}.png"], _workplace["00.png"]);
        }

        PluginCompiler.Compile(_workplace["plugins/Flat.dll"], PluginSources.Attribute("test.flat") + """

            [ExportReward("flat")]
            public sealed class F : ComponentFactory<IRewardModel, NoOptions>
            {
                protected override IRewardModel Create(NoOptions options, ComponentContext context) => new R();
            }

            public sealed class R : IRewardModel
            {
                public string Name => "flat";
                public ScoreMatrix Score(ImageBatch i, IReadOnlyList<string> p, CancellationToken c) => new(new double[i.Count * p.Count], i.Count, p.Count);
                public void Dispose() { }
            }
            """);
        using var listed = JsonDocument.Parse(_workplace.Run("plugins", "show", "test.flat", "--json").Output);
        _workplace.Run("plugins", "trust", "test.flat", "--yes", listed.RootElement.GetProperty("sha256").GetString()!).ExitCode.ShouldBe(0);

        var outcome = _workplace.Run("plugins", "test", "test.flat", "--images", "large");

        outcome.Error.ShouldContain("left out: '04.png' and what follows; 256 MiB of pixels are enough");
        outcome.Output.ShouldContain("3 x 3 scores for images of 6000 x 4000");
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
