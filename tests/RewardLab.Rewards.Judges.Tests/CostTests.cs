using RewardLab.Abstractions;

namespace RewardLab.Rewards.Judges.Tests;

/// <summary>Budgets end a call before it is made, keep what was answered, and say how to continue.</summary>
public sealed class CostTests
{
    private const string Prices = "models: {eye: {input: 1000, output: 2000}}";

    [Fact]
    public void Calls_UpToTheirLimit_AreKeptAndContinued()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.25));
        var message = bench.Refusal(options => options with { MaxCalls = 3 }, images: 8);
        message.ShouldContain("The next call would be number 4, and option 'maxCalls' allows 3");
        message.ShouldContain("3 calls are done and their answers cached, so that the same call with a higher limit continues from there");
        bench.Server.Requests.Count.ShouldBe(3);

        bench.Score(8, "two cats", options => options with { MaxCalls = 5 }).ShouldBe(Enumerable.Repeat(0.25, 8).ToArray(), 1e-12);
        bench.Server.Requests.Count.ShouldBe(8);
    }

    // 300 tokens of question and 1 of answer by the service's count; what is set aside before that is known is as much at least.
    [Fact]
    public void Tokens_UpToTheirLimit_StopTheNextCall()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.25));
        bench.Refusal(options => options with { MaxTokens = 1000 }, images: 8).ShouldContain("option 'maxTokens' allows 1000");
        bench.Server.Requests.Count.ShouldBeInRange(1, 3);
    }

    [Fact]
    public void Cost_UpToItsLimit_StopsTheNextCall()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.25));
        var prices = bench.Write("prices.yaml", Prices);
        bench.Refusal(options => options with { MaxCostUsd = 1, Prices = prices }, images: 8).ShouldContain("option 'maxCostUsd' allows 1");
        bench.Server.Requests.Count.ShouldBeInRange(1, 3);
        bench.Refusal(options => options with { MaxCostUsd = 0.01, Prices = prices }, images: 8).ShouldContain("0 calls are done");
    }

    // The writer is the dearer model: its price must not be left out.
    [Fact]
    public void Cost_WithAModelThatWritesChecklists_IsByTheHigherPriceOfBoth()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.25));
        var prices = bench.Write("prices.yaml", "models: {eye: {input: 1, output: 2}, pen: {input: 1000, output: 1}}");
        VlmOptions Written(VlmOptions options) => options with { Method = JudgeMethod.Checklist, WriterModel = "pen", MaxCostUsd = 0.01, Prices = prices };
        bench.Refusal(Written).ShouldContain("option 'maxCostUsd' allows 0.01");
        bench.Server.Requests.ShouldBeEmpty();

        bench.Refusal(options => Written(options) with { WriterModel = "quill" }).ShouldContain("needs the prices of model 'quill'");
        var checklists = bench.Write("checklists.yaml", "prompts: {two cats: [Are there two cats?]}");
        bench.Score(1, "two cats", options => Written(options) with { WriterModel = "quill", Checklists = checklists }).ShouldBe([0.25], 1e-12);
    }

    // A service counts images in a way of its own: after the first answer its count is what is set aside.
    [Fact]
    public void Tokens_ThatAServiceCountsHigher_AreSetAsideFromThenOn()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Completion(
            new { content = "Yes" },
            "length",
            new { content = new[] { new { token = "Yes", logprob = Math.Log(0.5) } } },
            new { prompt_tokens = 3000, completion_tokens = 1 }));
        bench.Refusal(options => options with { MaxTokens = 10_000, MaxParallel = 1 }, images: 8).ShouldContain("3 calls are done");
        bench.Server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public void Cost_IsAnnouncedBeforeTheFirstCallAndSummedAtTheEnd()
    {
        string[] before = [];
        JudgeWorkbench? made = null;
        using var bench = new JudgeWorkbench(_ =>
        {
            before = before.Length > 0 ? before : [.. made!.Log];
            return JudgeReply.Yes(0.25);
        });
        made = bench;
        var prices = bench.Write("prices.yaml", Prices);
        bench.Score(1, "two cats", options => options with { Prices = prices, MaxParallel = 1 });

        using (var reward = bench.Make(options => options with { Prices = prices, MaxParallel = 1 }))
        {
            before = [];
            reward.Score(JudgeWorkbench.Images(3), ["two cats", "a dog"], JudgeWorkbench.Token);
            before[^1].ShouldStartWith("Reward 'vlm': 6 questions to model 'eye' at 127.0.0.1:");
            before[^1].ShouldContain(", 1 of them answered by the cache; the rest takes about 5 calls, ");
            before[^1].ShouldContain(" US dollars.");
            var count = bench.Log.Count;
            reward.Score(JudgeWorkbench.Images(4), ["two cats"], JudgeWorkbench.Token);
            bench.Log.Count.ShouldBe(count, "a smaller call than the one announced is not announced");
        }

        bench.Log.Last().ShouldEndWith(" took 6 calls, 1806 tokens, 1.812 US dollars; 4 answers came from the cache.");
    }

    [Fact]
    public void Announcement_OfAllWork_CountsWhatIsNotCached_OnceForEachQuestion()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.25));
        bench.Score(2, "two cats");
        var reward = bench.Make();
        bench.Log.Clear();
        ImagePromptPair[] pairs = [.. Enumerable.Range(0, 4).SelectMany(i => (ImagePromptPair[])[new(i, "two cats"), new(i, "one cat"), new(i, "one cat")])];

        reward.Announce([(JudgeWorkbench.Images(4), pairs), (JudgeWorkbench.Images(4), pairs)], JudgeWorkbench.Token);

        bench.Server.Requests.Count.ShouldBe(2, "nothing is asked");
        bench.Log.ShouldHaveSingleItem().ShouldContain(
            "8 questions to model 'eye' at ", customMessage: "two batches of the same images are the same questions");
        bench.Log.Single().ShouldContain(", 2 of them answered by the cache; the rest takes about 6 calls, ");
        reward.ScorePairs(JudgeWorkbench.Images(4), pairs, JudgeWorkbench.Token);
        bench.Log.Count.ShouldBe(1, "a part of what was announced is not announced again");
    }

    [Fact]
    public void Announcement_OfChecklistsStillToBeWritten_SaysWhatItAssumes()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.25));
        bench.Make(options => options with { Method = JudgeMethod.Checklist })
            .Announce([(JudgeWorkbench.Images(2), [new(0, "two cats"), new(1, "two cats")])], JudgeWorkbench.Token);
        bench.Log.ShouldHaveSingleItem().ShouldContain("11 questions to model 'eye'");
        bench.Log.Single().ShouldContain("takes about 11 calls, ");
        bench.Log.Single().ShouldEndWith(", where 10 questions of checklists that are still to be written are assumed.");
    }

    [Theory]
    [InlineData("models: {eye: {input: -1, output: 2}}", "model 'eye' needs 'input' and 'output'")]
    [InlineData("models: {eye: {input: 1}}", "model 'eye' needs 'input' and 'output'")]
    [InlineData("models: [eye]", "is not a price table")]
    public void Prices_OfAnotherLayout_AreRefused(string text, string expected)
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.25));
        var prices = bench.Write("prices.yaml", text);
        bench.Refusal(options => options with { Prices = prices }).ShouldContain(expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Calls_AtATime_AreBounded(int parallel)
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.25) with { DelayMilliseconds = 50 });
        bench.Score(9, "two cats", options => options with { MaxParallel = parallel });
        bench.Server.MaxUnderWay.ShouldBe(parallel);
    }
}
