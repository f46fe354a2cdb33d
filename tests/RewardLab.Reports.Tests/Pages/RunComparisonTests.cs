using RewardLab.Abstractions;
using RewardLab.Reports.Pages;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;

namespace RewardLab.Reports.Tests.Pages;

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

        var table = RunComparison.Compute(first, second).ShouldHaveSingleItem();

        table.Rows.Select(row => (string)row[0]!).ShouldBe(["mean ground truth", "clip: mean score", "clip: AUROC against ground truth"], ignoreOrder: true);
        var mean = table.Rows.First(row => (string)row[0]! == "clip: mean score");
        mean[1].ShouldBe(2.0);
        mean[2].ShouldBe(3.0);
        mean[3]!.ToString().ShouldBe("+1.000 [-]");
        mean[4].ShouldBe(2);
        table.Rows.First(row => (string)row[0]! == "clip: AUROC against ground truth")[3]!.ToString().ShouldBe("+0.500 [-]");
        table.Footnotes.ShouldContain(line => line.StartsWith("[-]: no interval, because fewer than 5 prompts"));
    }

    [Fact]
    public void Stars_OfATable_AreCorrectedForItsRows()
    {
        // Of ten prompts the second run's scores are higher by about 1 everywhere, and the ground truth differs on one.
        string[] prompts = [.. Enumerable.Range(0, 10).SelectMany(i => new[] { $"prompt {i}", $"prompt {i}" })];
        float[] scores = [.. Enumerable.Range(0, 20).Select(i => (i % 2) + (0.1f * (i / 2)))];
        float[] groundTruths = [.. Enumerable.Range(0, 20).Select(i => (float)(i % 2))];
        float[] higher = [.. scores.Select((score, i) => score + 1 + (0.01f * (i / 2)))];

        var table = RunComparison.Compute(Run("first", prompts, scores, groundTruths), Run("second", prompts, higher, [1, .. groundTruths[1..]]))
            .ShouldHaveSingleItem();

        table.Rows.First(row => (string)row[0]! == "clip: mean score")[3]!.ToString()!.ShouldMatch(@"^\+1\.045 \[\+1\.0\d, \+1\.0\d\] \*$");
        table.Rows.First(row => (string)row[0]! == "mean ground truth")[3]!.ToString()!.ShouldMatch(@"^\+0\.050 \[-0\.\d\d, \+0\.\d\d\]$");
        table.Footnotes.ShouldContain(line => line.Contains("Holm's correction for the 3 comparisons"));
    }

    [Fact]
    public void Stars_OfRunsThatDifferBySeedAlone_AreRare()
    {
        // Fifteen comparisons of two runs with six prompts each and nothing to tell them apart.
        var starred = 0;
        for (var seed = 0; seed < 30; seed++)
        {
            string[] prompts = [.. Enumerable.Range(0, 24).Select(i => $"prompt {i / 4}")];
            RunEntry Simulated(string name)
            {
                var stream = SeedStream.Create((ulong)seed, name);
                float Uniform(int index) => (stream[index] >> 40) / (float)(1 << 24);
                return Run(
                    $"{name}-{seed}",
                    prompts,
                    [.. Enumerable.Range(0, 24).Select(Uniform)],
                    [.. Enumerable.Range(24, 24).Select(i => Uniform(i) < 0.5f ? 1f : 0)]);
            }

            starred += RunComparison.Compute(Simulated("one"), Simulated("two")).Any(table => table.Rows.Any(row => row[3]!.ToString()!.EndsWith('*'))) ? 1 : 0;
        }

        starred.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void Evaluations_OfFineTunings_AreComparedAtTheLast()
    {
        var first = History(
            "one",
            """{"name":"ddpo","chosen":0,"alarms":[],"prompts":[0,0,1,1],"looks":[{"epoch":0,"proxy":[0,0,0,0],"judges":{"truth":[1,1,1,1]},"kl":0},"""
            + """{"epoch":5,"proxy":[1,1,2,2],"judges":{"truth":[1,0,1,0]},"kl":1}]}""");
        var second = History(
            "two",
            """{"name":"ddpo","chosen":0,"alarms":[],"prompts":[0,0,1,1],"looks":[{"epoch":9,"proxy":[2,2,4,4],"judges":{"truth":["NaN",0,0,0]},"kl":1}]}""");

        var table = RunComparison.Compute(first, second).ShouldHaveSingleItem();

        table.Rows[0].Take(3).ShouldBe(["ddpo: optimised reward", 1.5, 3.0]);
        table.Rows[0][3]!.ToString().ShouldBe("+1.500 [-]");
        table.Rows[1][4].ShouldBe(1, "a prompt whose score is not a number is left out");
    }

    [Fact]
    public void Evaluations_OfFineTuningsOfDifferentNames_AreComparedByTheirHeldOutRewardsAlone()
    {
        const string Evaluations = """
            "chosen":0,"alarms":[],"prompts":[0,1],"looks":[{"epoch":5,"proxy":[1,2],"judges":{"truth":[1,0]},"kl":1}]}
            """;

        var table = RunComparison.Compute(
            History("one", $$"""{"name":"ddpo-clip",{{Evaluations}}"""),
            History("two", $$"""{"name":"ddpo-textnorm",{{Evaluations}}""")).ShouldHaveSingleItem();

        table.Rows.ShouldHaveSingleItem()[0].ShouldBe("ddpo-clip / ddpo-textnorm: truth");
    }

    [Fact]
    public void Runs_WithNothingInCommon_GiveNoTable()
    {
        RunComparison.Compute(Run("first", ["a"], [1], [1]), Empty("none")).ShouldBeEmpty();
        RunComparison.Compute(Empty("none"), Empty("nothing")).ShouldBeEmpty();
    }

    [Fact]
    public void History_Damaged_IsNamed() =>
        Should.Throw<RewardLabException>(() => RunComparison.Compute(History("bad", "{"), Empty("none"))).Message.ShouldContain("history.json: damaged");

    private RunEntry Run(string name, string[] prompts, float[] scores, float[] groundTruths)
    {
        var run = Empty(name);
        Directory.CreateDirectory(Path.Combine(run.Folder, "scores"));
        using var file = File.Create(Path.Combine(run.Folder, "scores", "clip.csv"));
        new ScoreTable(
            "clip",
            [.. prompts.Select((_, i) => $"{i}.png")],
            prompts,
            [ScoreColumn.Reward("clip", [.. scores]), ScoreColumn.GroundTruth([.. groundTruths])]).WriteCsv(file);
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
