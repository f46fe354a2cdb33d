using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Prompts.LanguageModels.Tests;

public sealed class BoundsTests
{
    [Fact]
    public void Answer_TooShort_IsToppedUp()
    {
        using var bench = new Workbench(request => ChatReply.Text(
            request.Data.TryGetProperty("already", out _)
                ? "[\"one cat\", \"Two cats.\", \"four cats\", \"five cats\"]"
                : "[\"two cats\", \"a THREE cats!\", \"the two cats\"]"));

        var set = bench.Generate("three cats");

        set.ContrastivePrompts.ShouldBe(["two cats", "one cat", "four cats", "five cats"]);
        bench.Server.Requests.Count.ShouldBe(2);
        var second = bench.Server.Requests.Last().Data;
        second.GetProperty("count").GetInt32().ShouldBe(3);
        second.GetProperty("already").EnumerateArray().Select(text => text.GetString()).ShouldBe(["two cats"]);
        set.Provenance.Details["inputTokens"].ShouldBe("200");
        set.Provenance.Details.ShouldContainKey("answer2");
    }

    [Fact]
    public void Answers_ThatStayShort_AreAcceptedWithAWarning()
    {
        using var bench = new Workbench(_ => ChatReply.List(3));
        bench.Generate("three cats").ContrastivePrompts.Count.ShouldBe(3);
        bench.Server.Requests.Count.ShouldBe(2, "a third question would be the second again");
        bench.Log.ShouldHaveSingleItem().ShouldContain("only 3 of 4");
    }

    [Fact]
    public void Answers_ShorterThanTheMinimum_AreRefused()
    {
        using var bench = new Workbench(_ => ChatReply.List(3));
        bench.Refusal("three cats", options => options with { MinContrastivePrompts = 4 }).ShouldContain("'minContrastivePrompts' wants 4");
    }

    [Fact]
    public void Rounds_AnswersStayShort_AreBounded()
    {
        var count = 0;
        using var bench = new Workbench(_ => ChatReply.Text(string.Create(CultureInfo.InvariantCulture, $"[\"lamp {Interlocked.Increment(ref count)}\"]")));
        bench.Generate("three cats", options => options with { Count = 10, MaxRounds = 3 }).ContrastivePrompts.ShouldBe(["lamp 1", "lamp 2", "lamp 3"]);
        bench.Server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public void TopUp_ThatIsRefusedByTheModel_KeepsWhatIsThere()
    {
        using var bench = new Workbench(request => ChatReply.Text(request.Data.TryGetProperty("already", out _) ? "No more." : "[\"two cats\", \"one cat\"]"));
        bench.Generate("three cats").ContrastivePrompts.ShouldBe(["two cats", "one cat"]);
        bench.Log.ShouldHaveSingleItem();
    }

    [Fact]
    public void Answer_TooLong_IsCutToTheCount()
    {
        using var bench = new Workbench(_ => ChatReply.List(30));
        bench.Generate("three cats").ContrastivePrompts.Count.ShouldBe(4);
        bench.Server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void Tokens_UpToTheBound_StopTheNextCallAndKeepTheLast()
    {
        using var bench = new Workbench(_ => ChatReply.List(4));
        var generator = bench.Make(options => options with { MaxTokens = 2_400, MaxAnswerTokens = 1_500 });
        var token = TestContext.Current.CancellationToken;

        // The question is some 650 tokens by the estimate; the service counts 120 for each call.
        List<ContrastiveSet> sets = [];
        var refusal = Should.Throw<RewardLabException>(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                sets.Add(generator.Generate(string.Create(CultureInfo.InvariantCulture, $"{i} cats"), token));
            }
        }).Message;

        refusal.ShouldContain("'maxTokens' allows 2400");
        refusal.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"{sets.Count} calls are done"));
        sets.Count.ShouldBeInRange(1, 8);
        bench.Server.Requests.Count.ShouldBe(sets.Count);
        bench.Generate("0 cats").ContrastivePrompts.ShouldBe(sets[0].ContrastivePrompts);
        bench.Server.Requests.Count.ShouldBe(sets.Count);
    }

    [Fact]
    public void Cost_UpToTheBound_StopsTheNextCall()
    {
        using var bench = new Workbench(_ => ChatReply.List(4));
        var refusal = bench.Refusal("three cats", options => options with { MaxCostUsd = 0.01, InputPriceUsd = 30, OutputPriceUsd = 60 });
        refusal.ShouldContain("'maxCostUsd' allows 0.01");
        bench.Server.Requests.ShouldBeEmpty();
        bench.Generate("three cats", options => options with { MaxCostUsd = 1, InputPriceUsd = 30, OutputPriceUsd = 60 }).ContrastivePrompts.Count.ShouldBe(4);
    }

    [Fact]
    public void Cost_WithoutPrices_IsRefused()
    {
        using var bench = new Workbench(_ => ChatReply.List(4));
        Should.Throw<RewardLabException>(() => bench.Make(options => options with { MaxCostUsd = 1 })).Message.ShouldContain("'inputPriceUsd'");
    }

    [Fact]
    public void AnswerTokens_MaxAnswerTokens_IsSentToTheService()
    {
        using var bench = new Workbench(_ => ChatReply.List(4));
        bench.Generate("three cats", options => options with { MaxAnswerTokens = 77 });
        bench.Server.Requests.ShouldHaveSingleItem().Json.GetProperty("max_tokens").GetInt32().ShouldBe(77);
        bench.Server.Requests.Single().Json.GetProperty("stream_options").GetProperty("include_usage").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Calls_AtATime_AreBounded(int parallel)
    {
        using var bench = new Workbench(request => ChatReply.List(4, request.Prompt) with { DelayMilliseconds = 100 });
        var generator = bench.Make(options => options with { MaxParallel = parallel });
        var token = TestContext.Current.CancellationToken;

        var sets = await Task.WhenAll(Enumerable.Range(0, 9).Select(i => Task.Factory.StartNew(
            () => generator.Generate(string.Create(CultureInfo.InvariantCulture, $"{i} cats"), token),
            token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        bench.Server.MaxUnderWay.ShouldBe(parallel);
        sets.Select(set => set.ContrastivePrompts[0])
            .ShouldBe(Enumerable.Range(0, 9).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i} cats number 1")));
    }

    [Fact]
    public async Task Question_AskedTwiceConcurrently_IsOneCall()
    {
        using var bench = new Workbench(_ => ChatReply.List(4) with { DelayMilliseconds = 200 });
        var generator = bench.Make();
        var token = TestContext.Current.CancellationToken;
        await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => Task.Factory.StartNew(() => generator.Generate("three cats", token), token, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        bench.Server.Requests.Count.ShouldBe(1);
    }
}
