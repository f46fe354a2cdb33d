using RewardLab.Abstractions;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;

namespace RewardLab.Editor.Tests.Journeys;

/// <summary>Images of runs in a real terminal: all of their rewards, the worst first, and the same image of two runs side by side.</summary>
public sealed class EditorSamplesTests : IDisposable
{
    private readonly Workplace _place = new();

    public EditorSamplesTests()
    {
        _place.Write("recipes/01-count.csx", "Lab.Log(\"counted\");\n");
        Run("base", 0);
        Run("tuned", 0.5f);
    }

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    [InlineData(200, 60)]
    public void Images_OfTwoRuns_AreOrderedWorstFirstAndShownSideBySide(int columns, int rows)
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        using var screen = new TmuxScreen(_place, columns, rows);
        screen.CloseWelcome().WaitFor("Benchmarks").Press("M-n").WaitFor("tuned").WaitFor("base");

        // Overlaid as for their curves: the latest comes first.
        screen.Press("Home", "Enter").WaitFor("▌Monitor").Press("M-n", "Down", "Space").WaitFor("+").Press("M-s", "F4");
        screen.WaitFor("1 of 4").WaitFor("aesthetic 1").WaitFor("clip ").WaitFor("pickscore ").WaitFor("+1 run");
        screen.Press("o").WaitFor("best by aesthetic").WaitFor("aesthetic 4");
        screen.Press("w").WaitFor("worst by aesthetic").WaitFor("aesthetic 1");
        screen.Press("o").WaitFor("worst by clip").Press("w").WaitFor("best by clip");

        // The same prompt and number, with the scores of both and their difference.
        screen.Press("Enter").WaitFor("B − A").WaitFor("A correct").WaitFor("B correct").WaitFor("two cats  #3  #3");
        screen.WaitFor("0.5");
        screen.Press("Right").WaitFor("#2  #2").Press("C-q").WaitFor("ended with 0");
    }

    private void Run(string name, float gain)
    {
        using var run = new RunStore(_place["runs"], new ManualTime()).Create(new RunRecord { Recipe = new RunRecipe { Name = name, Path = "recipes/r.csx" } });
        byte[] pixels =
        [
            .. Enumerable.Range(0, 4).SelectMany(
                image => Enumerable.Range(0, 16 * 16).SelectMany(pixel => new[] { (byte)(pixel % 16 * 16), (byte)(pixel / 16 * 16), (byte)(image * 60) })),
        ];
        string[] prompts = ["two cats", "two cats", "two cats", "two cats"];
        var paths = run.SaveImages(0, prompts[0], new ImageBatch(pixels, 4, 16, 16));
        foreach (var (reward, scale) in new[] { ("clip", 0.25f), ("aesthetic", 1f), ("pickscore", -2f) })
        {
            run.SaveScores(new ScoreTable(
                reward,
                paths,
                prompts,
                [ScoreColumn.Reward(reward, [.. Enumerable.Range(1, 4).Select(i => (i * scale) + gain)]), ScoreColumn.GroundTruth([1, 0, 1, 1])]));
        }

        run.Complete();
        new RunNotes { Name = name }.Write(run.Folder);
    }
}
