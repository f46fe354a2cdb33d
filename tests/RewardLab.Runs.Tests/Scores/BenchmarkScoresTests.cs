using RewardLab.Abstractions;
using RewardLab.Runs.Scores;

namespace RewardLab.Runs.Tests.Scores;

public sealed class BenchmarkScoresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_WhatScoreWrites_FindsImagesByTheEndOfTheirPath()
    {
        File.WriteAllText(_folder["s.csv"], "image,prompt,clip,TextNorm(clip)\nout/a/x.png,p,1,2\nout/b/x.png,p,3,4\nout/a/x.png,q,5,6\nout/y.png,p,7,8\n");
        File.WriteAllText(_folder["s.json"], """[{"image": "out/y.png", "prompt": "p", "scores": {"clip": 7, "TextNorm(clip)": 8}}]""");
        var scores = BenchmarkScores.Read(_folder["s.csv"]);
        scores.Rewards.ShouldBe(["clip", "TextNorm(clip)"]);
        scores.Find("p", "a/x.png").ShouldBe([1, 2]);
        scores.Find("p", "b/x.png").ShouldBe([3, 4]);
        scores.Find("q", "x.png").ShouldBe([5, 6]);
        scores.Find("p", "y").ShouldBe([7, 8]);
        scores.Find("q", "y.png").ShouldBeNull();
        Should.Throw<RewardLabException>(() => scores.Find("p", "x.png")).Message.ShouldContain("may be 2 of the scored images");
        var json = BenchmarkScores.Read(_folder["s.json"]);
        json.Rewards.ShouldBe(["clip", "TextNorm(clip)"]);
        json.Find("p", "y.png").ShouldBe([7, 8]);
    }

    [Fact]
    public void Write_Scores_AreReadBackExactly()
    {
        float[] values = [0.1f, -3e-8f, 16777216f, 1f / 3];
        BenchmarkScores.Write(_folder["s.csv"], ["clip"], [.. values.Select((value, i) => ("set, one", "p \"q\"", $"{i}.png", new ScoredImage("", [value])))]);
        File.ReadAllLines(_folder["s.csv"])[1].ShouldEndWith(",0.1");
        var scores = BenchmarkScores.Read(_folder["s.csv"]);
        for (var i = 0; i < values.Length; i++)
        {
            ((float)scores.Find("p \"q\"", $"{i}.png")!.Single()).ShouldBe(values[i]);
        }
    }

    [Fact]
    public void Write_SharesThatRoundToOne_AreReadBackInTheirOrder()
    {
        double[] keys = [900, 300, 1200, -2];
        BenchmarkScores.Write(
            _folder["s.csv"],
            ["clip", "TextNorm(clip)"],
            [.. keys.Select((key, i) => ("all", "p", $"{i}.png", new ScoredImage("", [i, 1 / (1 + Math.Exp(-key))]) { OrderKeys = [i, key] }))]);
        File.ReadAllLines(_folder["s.csv"])[0].ShouldBe("image,prompt,split,clip,TextNorm(clip),TextNorm(clip) order");
        var scores = BenchmarkScores.Read(_folder["s.csv"]);
        scores.Rewards.ShouldBe(["clip", "TextNorm(clip)"]);
        Enumerable.Range(0, keys.Length).OrderBy(i => scores.Find("p", $"{i}.png")![1]).ShouldBe([3, 1, 0, 2]);
    }

    [Theory]
    [InlineData("image,prompt,clip\nx,p,NaN\n", "\"clip\" is \"NaN\", but must be a number")]
    [InlineData("image,prompt,clip\nx,\"two cats\",\n", "prompt \"two cats\", image 'x': there is no score of clip")]
    [InlineData("image,prompt\nx,p\n", "names no reward")]
    [InlineData("image,prompt,clip\n", "has no score")]
    [InlineData("image,clip\nx,1\n", "\"prompt\" is missing")]
    public void Read_ScoresThatCannotBe_AreRefused(string content, string problem)
    {
        File.WriteAllText(_folder["s.csv"], content);
        Should.Throw<RewardLabException>(() => BenchmarkScores.Read(_folder["s.csv"])).Message.ShouldContain(problem);
    }
}
