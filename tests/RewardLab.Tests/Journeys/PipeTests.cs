using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Tests.Journeys;

/// <summary>A pipe in place of a file is refused: whoever opened it would wait for its writer.</summary>
public sealed class PipeTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Theory]
    [InlineData("p.txt", "score", "--reward", "toybox-clip", "--images", "a.png", "--prompts", "p.txt")]
    [InlineData("p.json", "score", "--reward", "toybox-clip", "--images", "a.png", "--prompts", "p.json")]
    [InlineData("a.txt", "score", "--reward", "toybox-clip", "--images", "a.png")]
    [InlineData("p.csv", "prompts", "build", "p.csv", "--generator", "counting", "--out", "o.json")]
    [InlineData("p.txt", "prompts", "show", "--generator", "random", "--set", "promptFile=p.txt", "two cats")]
    [InlineData("p.json", "prompts", "show", "--generator", "file", "--set", "path=p.json", "two cats")]
    [InlineData("p.yaml", "run", "quickstart", "--preset", "p.yaml")]
    [InlineData("p.csx", "run", "p.csx")]
    [InlineData("p.csx", "recipes", "show", "p.csx")]
    [InlineData("p.zip", "plugins", "install", "p.zip")]
    public void Command_WithAPipe_EndsWithAnErrorThatNamesIt(string name, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        using (var file = File.Create(_workplace["a.png"]))
        {
            ImageFiles.WritePng(file, new ImageBatch(new byte[32 * 32 * 3], 1, 32, 32), 0);
        }

        using (var made = Process.Start("mkfifo", [_workplace[name]]))
        {
            made.WaitForExit();
        }

        var outcome = _workplace.Run(arguments);

        outcome.ExitCode.ShouldNotBe(0);
        outcome.ErrorLine.ShouldContain(name);
    }
}
