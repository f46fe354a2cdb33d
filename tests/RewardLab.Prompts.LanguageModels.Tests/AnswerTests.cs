using System.Diagnostics;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Calls;

namespace RewardLab.Prompts.LanguageModels.Tests;

/// <summary>What comes over the wire, from services that do well and from others.</summary>
public sealed class AnswerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Stream_InOddChunks_IsTheSameAnswer(int bytes)
    {
        using var bench = new Workbench(_ => ChatReply.Text("[\"zwei Bären\", \"deux 🐻 là\", \"三只熊\", \"x\"]", pieces: 9) with { ChunkBytes = bytes });
        bench.Generate("three bears").ContrastivePrompts.ShouldBe(["zwei Bären", "deux 🐻 là", "三只熊", "x"]);
    }

    [Theory]
    [InlineData("Sure! Here are some:\n\n1. two cats\n2. one cat\n\nTell me if you want more.")]
    [InlineData("Here:\n```json\n[\"two cats\", \"one cat\"]\n```\nGood luck!")]
    [InlineData("\"two cats\",\n\"one cat\"")]
    public void List_AmongProse_IsRead(string answer)
    {
        using var bench = new Workbench(_ => ChatReply.Text(answer));
        bench.Generate("three cats", options => options with { Count = 2 }).ContrastivePrompts.ShouldBe(["two cats", "one cat"]);
    }

    [Fact]
    public void Refusal_OfSeveralLines_IsShownOnOne()
    {
        using var bench = new Workbench(_ => ChatReply.Text("I'm sorry,\nbut I can't help with that, since " + new string('x', 200)));
        var refusal = bench.Refusal("three cats");
        refusal.ShouldContain("no list of texts");
        refusal.ShouldContain("I'm sorry, but I can't help with that");
        refusal.ShouldNotContain(new string('x', 81));
        bench.CacheFiles.ShouldBeEmpty();
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void Answer_Empty_IsSaidSo()
    {
        using var bench = new Workbench(_ => ChatReply.Text(""));
        bench.Refusal("three cats").ShouldContain("answered nothing");
    }

    [Theory]
    [InlineData("[\"two cats\", \"one cat\"")]
    [InlineData("[1, 2, 3]")]
    [InlineData("{\"a\": {}}")]
    [InlineData("two cats\none cat")]
    public void Answer_OfAnotherForm_IsRefused(string answer)
    {
        using var bench = new Workbench(_ => ChatReply.Text(answer));
        bench.Refusal("three cats").ShouldContain("no list of texts");
    }

    [Fact]
    public void RateLimit_RetryAfterASecond_IsWaitedFor()
    {
        var count = 0;
        using var bench = new Workbench(
            _ => Interlocked.Increment(ref count) == 1 ? ChatReply.Error(429, "slow down", ("Retry-After", "1")) : ChatReply.List(4));
        var watch = Stopwatch.StartNew();

        bench.Generate("three cats").ContrastivePrompts.Count.ShouldBe(4);

        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
        bench.Server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void RateLimit_OfAnHour_IsNotWaitedFor()
    {
        using var bench = new Workbench(_ => ChatReply.Error(429, "slow down", ("Retry-After", "3600")));
        bench.Refusal("three cats").ShouldContain("3600 s");
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void Quota_UsedUp_IsNotTriedAgain()
    {
        using var bench = new Workbench(_ => ChatReply.Error(429, "insufficient_quota"));
        bench.Refusal("three cats").ShouldContain("quota");
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void ServiceErrors_Transient_AreRetried()
    {
        var count = 0;
        using var bench = new Workbench(_ => Interlocked.Increment(ref count) switch
        {
            1 => ChatReply.Error(500),
            2 => ChatReply.Error(503),
            3 => ChatReply.List(4) with { CutAfter = 150 },
            _ => ChatReply.List(4),
        });
        bench.Generate("three cats").ContrastivePrompts.Count.ShouldBe(4);
        bench.Server.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public void ServiceErrors_Permanent_EndAfterTheLastAttempt()
    {
        using var bench = new Workbench(_ => ChatReply.Error(500, "out of order"));
        var refusal = bench.Refusal("three cats", options => options with { MaxAttempts = 3 });
        refusal.ShouldContain("answers 500: \"out of order\"");
        refusal.ShouldContain("3 attempts");
        bench.Server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public void Stream_ThatEndsEarly_IsNoAnswer()
    {
        using var bench = new Workbench(_ => ChatReply.Text("[\"two cats\", \"one cat\"]", finish: ""));
        bench.Refusal("three cats", options => options with { MaxAttempts = 2 }).ShouldContain("broke off");
        bench.CacheFiles.ShouldBeEmpty();
        bench.Server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void Connection_CutInTheMiddle_IsSaidSo()
    {
        using var bench = new Workbench(_ => ChatReply.List(4) with { CutAfter = 200 });
        bench.Refusal("three cats", options => options with { MaxAttempts = 2 }).ShouldContain("127.0.0.1");
        bench.Server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void Service_ThatIsNotThere_IsNamed()
    {
        using var bench = new Workbench(_ => ChatReply.List(4));
        using var port = new ClosedPort();
        bench.Refusal("three cats", options => options with { Endpoint = $"{port.Address}v1", MaxAttempts = 2 }).ShouldContain("cannot be reached");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    public void Generate_ServiceFallsSilent_EndsAtTheTimeLimit(int after)
    {
        // The server never goes on: without the limit this would not end.
        using var bench = new Workbench(_ => ChatReply.List(4) with { SilentAfter = after });
        bench.Refusal("three cats", options => options with { TimeoutSeconds = 0.5, MaxAttempts = 2 }).ShouldContain("within 0.5 s, also after 2 attempts");
        bench.Server.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    public async Task Generate_CancelledDuringASilentCall_DoesNotWaitForTheTimeLimit(int after)
    {
        // The time limit is ten minutes; a cancelled call ends in milliseconds, even on a busy machine in less than one.
        using var bench = new Workbench(_ => ChatReply.List(4) with { SilentAfter = after });
        using var stop = new CancellationTokenSource();
        var generator = bench.Make(options => options with { TimeoutSeconds = 600 });
        var call = Task.Run(() => generator.Generate("three cats", stop.Token), CancellationToken.None);
        await Poll.UntilAsync(() => bench.Server.Silences > 0, "the server's silence");
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("one line")]
    [InlineData("comments")]
    [InlineData("error")]
    public void Answer_OfTenMegabytes_IsCut(string kind)
    {
        var big = new string('x', 10 << 20);
        using var bench = new Workbench(_ => kind switch
        {
            "plain" => ChatReply.Text(big, pieces: 1000),
            "one line" => ChatReply.Raw($"data: {big}"),
            "comments" => ChatReply.Raw(string.Concat(Enumerable.Repeat(": still thinking\n", 600_000))),
            _ => ChatReply.Error(400, big),
        });
        ProcessorTime.Of(
            () => bench.Refusal("three cats", options => options with { MaxAttempts = 1, MaxAnswerTokens = 2048 }).ShouldContain("'maxAnswerTokens' (2048)"))
            .ShouldBeLessThan(TimeSpan.FromSeconds(3));
        bench.CacheFiles.ShouldBeEmpty();
    }

    [Fact]
    public void Answer_CutByTheService_IsRefused()
    {
        using var bench = new Workbench(_ => ChatReply.Text("[\"two cats\", \"one", finish: "length"));
        bench.Refusal("three cats").ShouldContain("'maxAnswerTokens'");
    }

    [Fact]
    public void Answer_HeldBack_IsSaidSo()
    {
        using var bench = new Workbench(_ => ChatReply.Text("", finish: "content_filter"));
        bench.Refusal("three cats").ShouldContain("content filter");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    [InlineData("text/plain")]
    public void Stream_ThatTheServiceIgnores_IsReadInOnePieceAndSaidSo(string contentType)
    {
        using var bench = new Workbench(_ => ChatReply.Whole(new
        {
            role = "assistant",
            content = "[\"two cats\", \"one cat\", \"four cats\", \"no cat\"]",
        }) with { Headers = new() { ["Content-Type"] = contentType } });

        var set = bench.Generate("three cats");

        set.ContrastivePrompts.ShouldBe(["two cats", "one cat", "four cats", "no cat"]);
        set.Provenance.Details["inputTokens"].ShouldBe("100");
        bench.Log.ShouldHaveSingleItem().ShouldContain("ignores 'stream'");
        bench.Generate("three dogs", options => options with { Stream = false });
        bench.Log.Count.ShouldBe(1, "who did not ask for a stream misses none");
    }

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"overloaded, sorry\",\"type\":\"server_error\",\"code\":503}}\n\ndata: [DONE]\n\n", 3)]
    [InlineData("event: error\ndata: {\"error\":\"overloaded, sorry\"}\n\n", 3)]
    [InlineData(
        "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"[\"},\"finish_reason\":null}]}\n\ndata: "
        + "{\"error\":{\"message\":\"overloaded, sorry\",\"code\":\"internal_error\"},\"choices\":[]}\n\n",
        3)]
    [InlineData("data: {\"error\":{\"message\":\"overloaded, sorry\",\"code\":400}}\n\n", 1)]
    public void Error_WithinTheStream_IsSaidInTheServicesWords(string body, int attempts)
    {
        using var bench = new Workbench(_ => ChatReply.Raw(body));
        bench.Refusal("three cats", options => options with { MaxAttempts = 3 }).ShouldContain("reports an error within its answer: \"overloaded, sorry\"");
        bench.Server.Requests.Count.ShouldBe(attempts);
        bench.CacheFiles.ShouldBeEmpty();
    }

    [Fact]
    public void Answer_OfInvalidBytes_IsRefusedRatherThanMended()
    {
        using var bench = new Workbench(_ => new LoopbackReply(
            200, [], [.. "data: {\"choices\":[{\"delta\":{\"content\":\"[\\\"caf"u8, 0xe9, .. "\\\"]\"},\"finish_reason\":\"stop\"}]}\n\n"u8]));
        bench.Refusal("three cats").ShouldContain("not a chat completion");
        bench.CacheFiles.ShouldBeEmpty();
    }

    [Fact]
    public void Error_InPlaceOfAnAnswer_IsSaidInTheServicesWords()
    {
        using var bench = new Workbench(_ => new LoopbackReply(200, [], [.. "{\"error\":{\"message\":\"no credit left\",\"code\":402}}"u8]));
        bench.Refusal("three cats").ShouldContain("reports an error in place of an answer: \"no credit left\"");
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Refusal_InItsOwnField_IsShown(bool isWhole)
    {
        using var bench = new Workbench(_ => isWhole
            ? ChatReply.Whole(new { role = "assistant", content = (string?)null, refusal = "I can't help with that." })
            : ChatReply.Raw(
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"refusal\":\"I can't help\"},\"finish_reason\":null}]}\n\ndata: "
                + "{\"choices\":[{\"index\":0,\"delta\":{\"refusal\":\" with that.\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"));
        bench.Refusal("three cats").ShouldContain("refuses: \"I can't help with that\"");
        bench.Server.Requests.Count.ShouldBe(1);
        bench.CacheFiles.ShouldBeEmpty();
    }

    [Fact]
    public void Refusal_OfASecondQuestion_KeepsWhatTheFirstGave()
    {
        using var bench = new Workbench(request => request.Data.TryGetProperty("already", out _)
            ? ChatReply.Whole(new { content = "", refusal = "No." })
            : ChatReply.Text("[\"two cats\", \"one cat\"]"));
        bench.Generate("three cats", options => options with { Stream = false }).ContrastivePrompts.ShouldBe(["two cats", "one cat"]);
    }

    [Fact]
    public void Answer_UsedUpByReasoning_SaysWhatToRaise()
    {
        using var bench = new Workbench(_ => ChatReply.Text("", finish: "length"));
        var refusal = bench.Refusal("three cats");
        refusal.ShouldContain("before it wrote anything");
        refusal.ShouldContain("'reasoningEffort'");
    }

    [Fact]
    public void Answer_ThatCallsATool_IsRefused()
    {
        using var bench = new Workbench(_ => ChatReply.Text("", finish: "tool_calls"));
        bench.Refusal("three cats").ShouldContain("calls a tool");
    }

    [Fact]
    public void List_InMarkdown_LeavesNoMarkupInThePrompts()
    {
        using var bench = new Workbench(_ => ChatReply.Text("Sure:\n1. **two cats**\n2. **one cat**\n3. **four cats**\n4. **no cat**"));
        bench.Generate("three cats").ContrastivePrompts.ShouldBe(["two cats", "one cat", "four cats", "no cat"]);
    }

    [Theory]
    [InlineData("data: {\"choices\": 7}\n\n")]
    [InlineData("data: {nonsense\n\n")]
    [InlineData("data: []\n\n")]
    public void Stream_OfSomethingElse_IsRefusedAtOnce(string body)
    {
        using var bench = new Workbench(_ => ChatReply.Raw(body));
        bench.Refusal("three cats").ShouldContain("not a chat completion");
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(401, "OPENAI_API_KEY")]
    [InlineData(403, "OPENAI_API_KEY")]
    [InlineData(404, "'model'")]
    [InlineData(302, "redirects")]
    [InlineData(400, "no such thing")]
    public void Refusal_ByStatus_SaysWhatToDo(int status, string advice)
    {
        using var bench = new Workbench(_ => ChatReply.Error(status, "no such thing", ("Location", "http://elsewhere.invalid/")));
        var refusal = bench.Refusal("three cats");
        refusal.ShouldContain(status.ToString(CultureInfo.InvariantCulture));
        refusal.ShouldContain(advice);
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void Model_OfThePaper_IsSaidToBeShutDown()
    {
        using var bench = new Workbench(_ => ChatReply.Error(404, "The model `gpt-4-0613` does not exist or you do not have access to it."));
        var refusal = bench.Refusal("three cats", options => options with { Model = "gpt-4-0613" });
        refusal.ShouldContain("shut down on 23 October 2026");
        refusal.ShouldContain(LanguageModelOptions.DefaultModel);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("two\ncats")]
    public void Prompt_ThatIsNone_IsRefusedWithoutACall(string prompt)
    {
        using var bench = new Workbench(_ => ChatReply.List(4));
        bench.Make().CanHandle(prompt).ShouldBeFalse();
        bench.Refusal(prompt).ShouldStartWith("Generator 'llm'");
        bench.Server.Connections.ShouldBe(0);
    }

    [Fact]
    public void Prompt_OfBrokenUnicode_CannotBeHandled()
    {
        using var bench = new Workbench(_ => ChatReply.List(4));
        bench.Make().CanHandle("half a \ud83d pair").ShouldBeFalse();
        bench.Make().CanHandle("a whole \ud83d\udc31").ShouldBeTrue();
    }

    [Fact]
    public void CanHandle_AnyPrompt_CallsNoService()
    {
        using var bench = new Workbench(_ => ChatReply.List(4));
        bench.Make().CanHandle("three cats").ShouldBeTrue();
        bench.Server.Connections.ShouldBe(0);
    }
}
