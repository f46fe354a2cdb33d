using RewardLab.Abstractions;
using RewardLab.Experiments.Comparisons;
using RewardLab.Experiments.Runs;
using RewardLab.Experiments.Scores;

namespace RewardLab.Experiments.Tests.Comparisons;

public sealed class RunComparisonTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-comparison-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public void Scores_OfTheSamePrompts_ArePairedByPrompt()
    {
        // Prompt b is in one run only; of a and c the second run is ahead by 1 each, and tells true from false where the first does not.
        var first = Run("first", ["a", "a", "b", "b", "c", "c"], [1, 1, 9, 9, 3, 3], [1, 0, 1, 0, 1, 0]);
        var second = Run("second", ["a", "a", "c", "c"], [2.5f, 1.5f, 4.5f, 3.5f], [1, 0, 1, 0]);

        var table = RunComparison.Of(first, second).ShouldHaveSingleItem();

        table.Rows.Select(row => (string)row[0]!).ShouldBe(["mean truth", "clip: mean score", "clip: AUROC against truth"], ignoreOrder: true);
        var mean = table.Rows.First(row => (string)row[0]! == "clip: mean score");
        mean[1].ShouldBe(2.0);
        mean[2].ShouldBe(3.0);
        mean[3].ShouldBe("+1.000 [+1.00, +1.00] *");
        mean[4].ShouldBe(2);
        table.Rows.First(row => (string)row[0]! == "clip: AUROC against truth")[3].ShouldBe("+0.500 [+0.50, +0.50] *");
    }

    [Fact]
    public void Looks_OfFineTunings_AreComparedAtTheLast()
    {
        var first = History("one", """{"name":"ddpo","chosen":0,"alarms":[],"prompts":[0,0,1,1],"looks":[{"epoch":0,"proxy":[0,0,0,0],"judges":{"truth":[1,1,1,1]},"kl":0},{"epoch":5,"proxy":[1,1,2,2],"judges":{"truth":[1,0,1,0]},"kl":1}]}""");
        var second = History("two", """{"name":"ddpo","chosen":0,"alarms":[],"prompts":[0,0,1,1],"looks":[{"epoch":9,"proxy":[2,2,4,4],"judges":{"truth":["NaN",0,0,0]},"kl":1}]}""");

        var table = RunComparison.Of(first, second).ShouldHaveSingleItem();

        table.Rows[0].Take(3).ShouldBe(["ddpo: optimised reward", 1.5, 3.0]);
        table.Rows[0][3].ShouldBe("+1.500 [+1.00, +2.00] *");
        table.Rows[1][4].ShouldBe(1, "a prompt whose score is no number is left out");
    }

    [Fact]
    public void Looks_OfFineTuningsOfDifferentNames_AreComparedByTheirJudgesAlone()
    {
        const string Looks = """
            "chosen":0,"alarms":[],"prompts":[0,1],"looks":[{"epoch":5,"proxy":[1,2],"judges":{"truth":[1,0]},"kl":1}]}
            """;

        var table = RunComparison.Of(History("one", $$"""{"name":"ddpo-clip",{{Looks}}"""), History("two", $$"""{"name":"ddpo-textnorm",{{Looks}}""")).ShouldHaveSingleItem();

        table.Rows.ShouldHaveSingleItem()[0].ShouldBe("ddpo-clip / ddpo-textnorm: truth");
    }

    [Fact]
    public void Runs_WithNothingInCommon_GiveNoTable()
    {
        RunComparison.Of(Run("first", ["a"], [1], [1]), Empty("none")).ShouldBeEmpty();
        RunComparison.Of(Empty("none"), Empty("nothing")).ShouldBeEmpty();
    }

    [Fact]
    public void History_Damaged_IsNamed() =>
        Should.Throw<RewardLabException>(() => RunComparison.Of(History("bad", "{"), Empty("none"))).Message.ShouldContain("history.json: damaged");

    private RunEntry Run(string name, string[] prompts, float[] scores, float[] truths)
    {
        var run = Empty(name);
        Directory.CreateDirectory(Path.Combine(run.Folder, "scores"));
        using var file = File.Create(Path.Combine(run.Folder, "scores", "clip.csv"));
        new ScoreTable("clip", [.. prompts.Select((_, i) => $"{i}.png")], prompts, [new ScoreColumn("score", [.. scores]), new ScoreColumn("truth", [.. truths])]).WriteCsv(file);
        return run;
    }

    private RunEntry History(string name, string json)
    {
        var run = Empty(name);
        Directory.CreateDirectory(Path.Combine(run.Folder, "ddpo"));
        File.WriteAllText(Path.Combine(run.Folder, "ddpo", "history.json"), json);
        return run;
    }

    private RunEntry Empty(string name) => new(name, Directory.CreateDirectory(Path.Combine(_place, name)).FullName, null, null);
}
