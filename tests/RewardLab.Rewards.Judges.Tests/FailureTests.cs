using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Rewards.Judges.Tests;

/// <summary>What is no answer is named, and never a score.</summary>
public sealed class FailureTests
{
    public static TheoryData<string, string> Answers => new()
    {
        { "refusal", "model 'eye' refuses: \"I cannot assist with that\"" },
        { "refusalInWords", "answers neither 'yes' nor 'no' but \"I\" (\"I\" with probability 0.9)" },
        { "contentFilter", "holds the answer back by its content filter" },
        { "lengthStop", "was cut before any word, as happens with models that reason; raise option 'maxAnswerTokens'" },
        { "empty", "answered nothing" },
        { "noLogprobs", "gives no log-probabilities with the answers of model 'eye'; set option 'samples' (such as 16)" },
        { "emptyLogprobs", "gives no log-probabilities" },
        { "improbable", "'yes' and 'no' together have a probability of only 0.005, but option 'minAnswerProbability' requires 0.01" },
        { "toolCall", "calls a tool instead of answering" },
        { "errorInside", "reports an error in place of an answer: \"out of memory\"" },
        { "noChoices", "answers what is not a chat completion" },
        { "notJson", "answers what is not a chat completion" },
        { "noMessage", "answers what is not a chat completion" },
        { "unauthorized", "wants a key (401)" },
        { "notFound", "has no model 'eye' or no chat at /v1 (404)" },
        { "refusedLogprobs", "refuses parameter 'top_logprobs' (400)" },
        { "quota", "quota is used up" },
        { "badRequest", "refuses the question (400): \"image too small\"" },
        { "redirect", "redirects (302)" },
        { "overloaded", "asks for fewer calls (429), also after 2 attempts" },
        { "broken", "answers 503: \"no\", also after 2 attempts" },
        { "tooLong", "sends more than any answer needs" },
        { "cutOff", "the connection to" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_ThatIsNone_IsNamedAndNotKept(string kind, string expected)
    {
        using var bench = new JudgeWorkbench(_ => Reply(kind));
        var message = bench.Refusal(options => options with { MaxAttempts = 2 });
        message.ShouldStartWith("Reward 'vlm': image 1 of 1, \"two cats\": ");
        message.ShouldContain(expected);
        Directory.Exists(Path.Combine(bench.Cache, "answers")).ShouldBe(kind == "improbable", "only an answer that can be read is kept");
    }

    [Theory]
    [InlineData("noAnswer", "answers neither 'yes' nor 'no' but \"The image shows\"")]
    [InlineData("refusal", "refuses")]
    [InlineData("lengthStop", "was cut before any word")]
    [InlineData("empty", "answered nothing")]
    [InlineData("contentFilter", "content filter")]
    public void Sample_ThatIsNoAnswer_IsNamed(string kind, string expected)
    {
        using var bench = new JudgeWorkbench(request => request.Json.GetProperty("seed").GetInt64() == 2 ? Reply(kind) : JudgeReply.Text("yes"));
        bench.Refusal(options => options with { Samples = 3, Temperature = 1 }).ShouldContain(expected);
    }

    [Fact]
    public void Service_ThatCannotBeReached_IsNamed()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.5));
        using var port = new ClosedPort();
        bench.Refusal(options => options with { MaxAttempts = 1, Endpoint = $"{port.Address}v1" }).ShouldContain("cannot be reached");
    }

    [Fact]
    public void Service_ThatFallsSilent_IsNamed()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.5) with { SilentAfter = 10 });
        bench.Refusal(options => options with { MaxAttempts = 1, TimeoutSeconds = 0.5 }).ShouldContain("gave no whole answer within 0.5 s");
    }

    [Fact]
    public void Failure_OfOneImage_NamesItAndKeepsTheOthersAnswers()
    {
        var isBroken = true;
        using var bench = new JudgeWorkbench(request => Volatile.Read(ref isBroken) && JudgeWorkbench.Colours(request)[0] == 2
            ? Reply("refusal")
            : JudgeReply.Yes(0.25));
        bench.Refusal(options => options with { MaxParallel = 1 }, images: 4).ShouldContain("image 3 of 4");
        bench.Server.Requests.Count.ShouldBe(3, "after a failure no call begins");

        Volatile.Write(ref isBroken, false);
        bench.Score(4, "two cats").ShouldBe([0.25, 0.25, 0.25, 0.25], 1e-12);
        bench.Server.Requests.Count.ShouldBe(5, "two answers were cached");
    }

    [Fact]
    public void Failure_ThatPasses_IsTriedAgain()
    {
        var calls = 0;
        using var bench = new JudgeWorkbench(_ => Interlocked.Increment(ref calls) < 3 ? ChatReply.Error(503) : JudgeReply.Yes(0.25));
        bench.Score(1, "two cats").ShouldBe([0.25], 1e-12);
        calls.ShouldBe(3);
    }

    [Fact]
    public void Score_ThatIsCancelled_EndsAtOnce()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.5) with { SilentAfter = 10 });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(JudgeWorkbench.Token);
        var reward = bench.Make();
        var scoring = Task.Run(() => reward.Score(JudgeWorkbench.Images(1), "two cats", stop.Token), JudgeWorkbench.Token);
        Poll.Until(() => bench.Server.Silences > 0, "the service falls silent");
        stop.Cancel();
        Should.Throw<OperationCanceledException>(() => scoring.GetAwaiter().GetResult());
    }

    [Fact]
    public void Key_IsSentAndWrittenNowhere()
    {
        using var bench = new JudgeWorkbench(request => request.Headers["authorization"] == $"Bearer {JudgeWorkbench.Key}"
            ? JudgeReply.Candidates(("Yes", 0.5), ("No", 0.25), (JudgeWorkbench.Key, 0.2))
            : ChatReply.Error(401));
        bench.Environment["EYE_KEY"] = JudgeWorkbench.Key;
        bench.Score(1, "two cats", options => options with { KeyVariable = "EYE_KEY" }).ShouldBe([2 / 3.0], 1e-12);
        foreach (var file in Directory.EnumerateFiles(bench.Cache, "*", SearchOption.AllDirectories))
        {
            File.ReadAllText(file).ShouldNotContain(JudgeWorkbench.Key);
        }

        string.Join('\n', bench.Log).ShouldNotContain(JudgeWorkbench.Key);
    }

    [Fact]
    public void Key_ThatARefusalEchoes_IsNotShown()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Completion(new { content = "", refusal = $"your key {JudgeWorkbench.Key}" }, "stop", null));
        bench.Environment["OPENAI_API_KEY"] = JudgeWorkbench.Key;
        bench.Refusal().ShouldNotContain(JudgeWorkbench.Key);
    }

    [Fact]
    public void Options_ThatDoNotFit_AreRefusedBeforeAnyCall()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.5));
        bench.Refusal(options => options with { Model = "" }).ShouldContain("option 'model' is empty");
        bench.Refusal(options => options with { Endpoint = "eye" }).ShouldContain("Reward 'vlm': option 'endpoint' is not an http");
        bench.Refusal(options => options with { MaxCostUsd = 1 }).ShouldContain("needs the prices of model 'eye'");
        bench.Refusal(options => options with { Method = JudgeMethod.Pairwise }).ShouldContain("gives no scores");
        bench.Server.Requests.ShouldBeEmpty();
    }

    private static LoopbackReply Reply(string kind) => kind switch
    {
        "refusal" => JudgeReply.Completion(new { content = (string?)null, refusal = "I cannot assist with that." }, "stop", null),
        "refusalInWords" => JudgeReply.Candidates(("I", 0.9), ("As", 0.05)),
        "contentFilter" => JudgeReply.Text("", "content_filter"),
        "lengthStop" => JudgeReply.Text("", "length"),
        "empty" => JudgeReply.Completion(new { content = "" }, "stop", new { content = new[] { new { token = "\n", logprob = 0.0 } } }),
        "noLogprobs" => JudgeReply.Text("Yes", "length"),
        "emptyLogprobs" => JudgeReply.Completion(new { content = "Yes" }, "stop", new { content = Array.Empty<int>() }),
        "improbable" => JudgeReply.Candidates(("The", 0.9), ("Yes", 0.004), ("No", 0.001)),
        "toolCall" => JudgeReply.Completion(new { content = (string?)null, tool_calls = Array.Empty<int>() }, "tool_calls", null),
        "errorInside" => JudgeReply.Json(new { error = new { message = "out of memory", code = 400 } }),
        "noChoices" => JudgeReply.Json(new { choices = Array.Empty<int>() }),
        "notJson" => new LoopbackReply(200, [], Encoding.UTF8.GetBytes("<html>hello</html>")),
        "noMessage" => JudgeReply.Json(new { choices = new[] { new { index = 0 } } }),
        "noAnswer" => JudgeReply.Text("The image shows"),
        "unauthorized" => ChatReply.Error(401),
        "notFound" => ChatReply.Error(404),
        "refusedLogprobs" => ChatReply.Error(400, "Invalid value for 'top_logprobs': must be at most 5."),
        "quota" => JudgeReply.Json(new { error = new { message = "no", code = "insufficient_quota" } }) with { Status = 429 },
        "badRequest" => ChatReply.Error(400, "image too small"),
        "redirect" => new LoopbackReply(302, new() { ["Location"] = "http://example.org" }, []),
        "overloaded" => ChatReply.Error(429),
        "broken" => ChatReply.Error(503),
        "tooLong" => JudgeReply.Text(new string('y', 40 << 20)),
        "cutOff" => JudgeReply.Yes(0.5) with { CutAfter = 50 },
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
