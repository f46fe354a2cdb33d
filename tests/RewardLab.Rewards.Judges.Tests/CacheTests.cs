using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Rewards.Judges.Tests;

public sealed class CacheTests
{
    public static TheoryData<string> Options => ["model", "temperature", "seed", "maxAnswerTokens", "topLogprobs", "detail", "templates"];

    [Fact]
    public void Answers_ThatAreCached_GiveTheSameBitsOffline()
    {
        using var bench = new JudgeWorkbench(request => JudgeReply.Yes((JudgeWorkbench.Colours(request)[0] + 1) / 7.0));
        var first = bench.Make().Score(JudgeWorkbench.Images(6), ["two cats", "a dog"], JudgeWorkbench.Token).AsSpan().ToArray();
        var again = bench.Make(options => options with { Offline = true, KeyVariable = "NONE", MaxParallel = 1 })
            .Score(JudgeWorkbench.Images(6), ["two cats", "a dog"], JudgeWorkbench.Token).AsSpan().ToArray();
        again.ShouldBe(first);
        bench.Server.Requests.Count.ShouldBe(12);
    }

    [Fact]
    public void Answer_ThatIsNotCached_IsNamedOffline()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.5));
        bench.Score(1, "two cats");
        var message = bench.Refusal(options => options with { Offline = true }, images: 3);
        message.ShouldContain("image 2 of 3, \"two cats\": 2 of 3 answers of model 'eye' at 127.0.0.1:");
        message.ShouldContain("are not cached, and option 'offline' allows no call");
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void Answer_WithItsProvenance_IsAFileOfItsOwn()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Candidates((" Yes", 0.5), ("no", 0.25)));
        bench.Score(1, "two cats");
        var file = Directory.EnumerateFiles(Path.Combine(bench.Cache, "answers"), "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        json.RootElement.GetProperty("key").GetString().ShouldBe(Path.GetFileNameWithoutExtension(file));
        json.RootElement.GetProperty("requestedModel").GetString().ShouldBe("eye");
        json.RootElement.GetProperty("model").GetString().ShouldBe("served-model");
        json.RootElement.GetProperty("question").GetString()!.ShouldContain("two cats");
        json.RootElement.GetProperty("images").GetArrayLength().ShouldBe(1);
        json.RootElement.GetProperty("candidates").GetArrayLength().ShouldBe(2);
        json.RootElement.GetProperty("inputTokens").GetInt64().ShouldBe(300);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Question_WithAnotherOption_IsAnotherQuestion(string option)
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.5));
        var templates = bench.Write("mine.yaml", "vqascore: Is this {prompt}?");
        bench.Score(1, "two cats");
        bench.Score(1, "two cats", options => option switch
        {
            "model" => options with { Model = "other" },
            "temperature" => options with { Temperature = 0.5 },
            "seed" => options with { Seed = 1 },
            "maxAnswerTokens" => options with { MaxAnswerTokens = 2 },
            "topLogprobs" => options with { TopLogprobs = 5 },
            "detail" => options with { Detail = "high" },
            _ => options with { Templates = templates },
        });
        bench.Server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void Question_AboutAnotherSizeOfTheSamePixels_IsAnotherQuestion()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.5));
        var pixels = new byte[JudgeWorkbench.Side * JudgeWorkbench.Side * 3];
        var reward = bench.Make();
        reward.Score(new ImageBatch(pixels, 1, 2, 8), "two cats", JudgeWorkbench.Token);
        reward.Score(new ImageBatch(pixels, 1, 8, 2), "two cats", JudgeWorkbench.Token);
        bench.Server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void Answer_OfADamagedFile_IsAskedForAgain()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.5));
        bench.Score(1, "two cats");
        var file = Directory.EnumerateFiles(Path.Combine(bench.Cache, "answers"), "*", SearchOption.AllDirectories).Single();
        File.WriteAllText(file, "{\"key\":");
        bench.Score(1, "two cats").ShouldBe([0.5], 1e-12);
        bench.Server.Requests.Count.ShouldBe(2);
    }
}
