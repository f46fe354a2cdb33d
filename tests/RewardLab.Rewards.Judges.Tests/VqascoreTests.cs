using System.Text.Json;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;

namespace RewardLab.Rewards.Judges.Tests;

public sealed partial class VqascoreTests
{
    // Recorded answers of several services' shapes; the scores beside them were computed by another program.
    [Fact]
    public void Score_OfTwoHundredRecordedAnswers_EqualsTheFormula()
    {
        var cases = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Recorded", "yes-no.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(line => line.GetProperty("case").GetInt32());
        using var bench = new JudgeWorkbench(request =>
            JudgeReply.Json(cases[int.Parse(CaseNumber().Match(JudgeWorkbench.Text(request)).Value, null)].GetProperty("response")));

        var prompts = cases.Keys.Order().Select(number => $"case {number}").ToArray();
        var scores = bench.Make().Score(JudgeWorkbench.Images(1), prompts, JudgeWorkbench.Token);

        cases.Count.ShouldBe(200);
        bench.Server.Requests.Count.ShouldBe(200);
        for (var i = 0; i < prompts.Length; i++)
        {
            scores[0, i].ShouldBe(cases[i].GetProperty("score").GetDouble(), 1e-12, prompts[i]);
        }
    }

    [Fact]
    public void Request_HoldsImageQuestionAndFixedParameters()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.7));
        bench.Score(1, "two \"red\" cats").ShouldBe([0.7], 1e-12);

        var request = bench.Server.Requests.ShouldHaveSingleItem();
        request.Path.ShouldBe("/v1/chat/completions");
        request.Names.ShouldBe(["model", "messages", "temperature", "seed", "max_tokens", "logprobs", "top_logprobs"]);
        request.Json.GetProperty("model").GetString().ShouldBe("eye");
        request.Json.GetProperty("temperature").GetDouble().ShouldBe(0);
        request.Json.GetProperty("seed").GetInt64().ShouldBe(0);
        request.Json.GetProperty("max_tokens").GetInt32().ShouldBe(1);
        request.Json.GetProperty("logprobs").GetBoolean().ShouldBeTrue();
        request.Json.GetProperty("top_logprobs").GetInt32().ShouldBe(20);
        JudgeWorkbench.Text(request).ShouldBe("Does this figure show \"two \"red\" cats\"? Please answer yes or no.");
        JudgeWorkbench.Colours(request).ShouldBe([0]);
        request.Headers.ShouldNotContainKey("authorization");
    }

    [Fact]
    public void Scores_OfAMatrix_KeepTheirPlaces()
    {
        using var bench = new JudgeWorkbench(request =>
            JudgeReply.Yes((JudgeWorkbench.Colours(request)[0] + (JudgeWorkbench.Text(request).Contains("dogs", StringComparison.Ordinal) ? 10 : 1)) / 100.0));
        var reward = bench.Make();
        var grid = reward.Score(JudgeWorkbench.Images(5), ["cats", "dogs", "cats"], JudgeWorkbench.Token);
        for (var image = 0; image < 5; image++)
        {
            grid.Row(image).ToArray().ShouldBe([(image + 1) / 100.0, (image + 10) / 100.0, (image + 1) / 100.0], 1e-12);
        }

        bench.Server.Requests.Count.ShouldBe(10, "a prompt that comes twice is asked about once");
        reward.ScorePairs(JudgeWorkbench.Images(5), [new ImagePromptPair(3, "dogs"), new ImagePromptPair(0, "cats")], JudgeWorkbench.Token)
            .Column(0).ShouldBe([0.13, 0.01], 1e-12);
        bench.Server.Requests.Count.ShouldBe(10);
    }

    [Fact]
    public void Token_ThatIsBlank_IsPassedOver()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Completion(new { content = "\nyes" }, "stop", new
        {
            content = new object[]
            {
                new { token = "\n", logprob = -0.1, top_logprobs = new[] { new { token = "\n", logprob = -0.1 }, new { token = "No", logprob = -3.0 } } },
                new
                {
                    token = "yes",
                    logprob = Math.Log(0.6),
                    top_logprobs = new[] { new { token = "yes", logprob = Math.Log(0.6) }, new { token = " no", logprob = Math.Log(0.2) } },
                },
            },
        }));
        bench.Score(1, "two cats", options => options with { MaxAnswerTokens = 4 }).ShouldBe([0.75], 1e-12);
    }

    [Theory]
    [InlineData("\u2581")]
    [InlineData("\u010A\u010A")]
    public void Token_ThatIsATokenizersSpace_IsPassedOver(string blank)
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Completion(new { content = " yes" }, "stop", new
        {
            content = new object[] { new { token = blank, logprob = -0.1 }, new { token = "\u2581yes", logprob = Math.Log(0.6) } },
        }));
        bench.Score(1, "two cats", options => options with { MaxAnswerTokens = 4 }).ShouldBe([1], 1e-12);
    }

    [Fact]
    public void Candidate_OfNoProbabilityAtAll_IsCachedLikeAnyOther()
    {
        using var bench = new JudgeWorkbench(_ => new LoopbackReply(
            200,
            new() { ["Content-Type"] = "application/json" },
            """
            {"choices": [{"message": {"content": "yes"}, "logprobs": {"content": [{"token": "yes", "logprob": -0.5, "top_logprobs": [
              {"token": "yes", "logprob": -0.5}, {"token": "no", "logprob": -1e999}]}]}}]}
            """u8.ToArray()));
        bench.Score(1, "two cats").ShouldBe([1]);
        bench.Score(1, "two cats").ShouldBe([1]);
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void Samples_AreCounted_AndTheNameSaysHowSureTheShareIs()
    {
        using var bench = new JudgeWorkbench(
            request => JudgeReply.Text(request.Json.GetProperty("seed").GetInt64() % 4 == 0 ? "No, it does not." : " **YES**"));
        var reward = bench.Make(options => options with { Samples = 16, Temperature = 1, Seed = 8 });
        reward.Score(JudgeWorkbench.Images(1), "two cats", JudgeWorkbench.Token).ShouldBe([0.75], 1e-12);
        reward.Name.ShouldBe("vlm (share of yes in 16 samples, standard error at most 0.125)");
        bench.Provenance.Facts["answers"].ShouldBe("share of yes in 16 samples, standard error at most 0.125");
        reward.Dispose();
        bench.Log.Last().ShouldEndWith(" Each probability is a share of yes in 16 samples, standard error at most 0.125.");

        bench.Server.Requests.Select(request => request.Json.GetProperty("seed").GetInt64())
            .Order()
            .ShouldBe(Enumerable.Range(8, 16).Select(seed => (long)seed));
        var request = bench.Server.Requests.First();
        request.Names.ShouldBe(["model", "messages", "temperature", "seed", "max_tokens"]);
        request.Json.GetProperty("max_tokens").GetInt32().ShouldBe(16);
    }

    [Fact]
    public void Samples_AtTemperatureZero_AreRefused()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Text("yes"));
        Should.Throw<RewardLabException>(() => bench.Make(options => options with { Samples = 4 })).Message.ShouldContain("'temperature'");
    }

    [Fact]
    public void Parameters_ThatAreSet_AreSent()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.5));
        bench.Score(1, "two cats", options => options with { Temperature = null, Seed = null, Detail = "low", TopLogprobs = 5, MaxAnswerTokens = 3 });
        var request = bench.Server.Requests.ShouldHaveSingleItem();
        request.Names.ShouldBe(["model", "messages", "max_tokens", "logprobs", "top_logprobs"]);
        request.Body.ShouldContain("\"detail\":\"low\"");
        request.Json.GetProperty("max_tokens").GetInt32().ShouldBe(3);
    }

    [Fact]
    public void LimitParameter_ThatTheServiceRefuses_IsReplacedByItsOtherName()
    {
        using var bench = new JudgeWorkbench(request => request.Names.Contains("max_tokens")
            ? ChatReply.Error(400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.")
            : JudgeReply.Yes(0.5));
        bench.Score(1, "two cats", options => options with { MaxParallel = 1 }).ShouldBe([0.5], 1e-12);
        bench.Server.Requests.Last().Names.ShouldContain("max_completion_tokens");
    }

    [GeneratedRegex("[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex CaseNumber();
}
