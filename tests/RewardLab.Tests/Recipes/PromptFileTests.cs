using RewardLab.Abstractions;
using RewardLab.Hosting;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Prompts;
using RewardLab.Terminal;

namespace RewardLab.Tests.Recipes;

/// <summary>One reader of prompt files: commands, experiments, recipes and plugins say the same of the same bad file.</summary>
public sealed class PromptFileTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("twice.txt", "a cat\n\na cat\n", "is already in line 1")]
    [InlineData("none.txt", "\n\n", "has no prompt")]
    [InlineData("column.csv", "words\na cat\n", "has no column of prompts")]
    [InlineData("prompts.docx", "a cat\n", "does not have the name of a file of prompts")]
    [InlineData("bad.json", "[\"a cat\"", "not valid JSON")]
    [InlineData("missing.txt", null, "There is no file")]
    public void Read_BadFile_SaysTheSameEverywhere(string name, string? text, string message)
    {
        var path = text is null ? _place[name] : _place.Write(name, text);
        var expected = Should.Throw<RewardLabException>(() => PromptLines.Read(path)).Message;
        expected.ShouldContain(message);

        Should.Throw<RewardLabException>(() => new ExperimentPrompts { File = path }.Read()).Message.ShouldBe(expected);
        var plugins = PluginHost.Start(PluginHostOptions.For(typeof(ProgramVersion).Assembly) with
        {
            ProgramPluginFolder = Path.Combine(Path.GetDirectoryName(Workplace.Program)!, "plugins"),
            User = new UserFolders(_place["settings"], [_place["plugins"]], _place["cache"]),
        });
        Should.Throw<RewardLabException>(
            () => plugins.Components.Create<IPromptGenerator>(new ComponentReference("random", new Dictionary<string, object?> { ["promptFile"] = path })))
            .Message.ShouldBe(expected);

        _place.Write("reads.csx", $"Lab.Load.Prompts(@\"{path}\");\n");
        _place.Run("run", "reads.csx").ErrorLine.ShouldContain(expected);
        _place.Run("score", "--reward", "toybox-clip", "--images", "*.png", "--prompts", path).ErrorLine.ShouldContain(expected);
    }
}
