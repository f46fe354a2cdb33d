using RewardLab.Abstractions;

namespace RewardLab.Rewards.Judges.Tests;

public sealed class ProvenanceTests
{
    [Fact]
    public void Provenance_OfScores_SaysWhoAnsweredWhatAndForHowMuch()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.25));
        bench.Environment["OPENAI_API_KEY"] = JudgeWorkbench.Key;
        var first = bench.Make();
        first.Score(JudgeWorkbench.Images(1), "two cats", JudgeWorkbench.Token);
        first.Score(JudgeWorkbench.Images(1), "two cats", JudgeWorkbench.Token);
        var prices = bench.Write("prices.yaml", "models: {eye: {input: 10, output: 100}}");
        bench.Score(3, "two cats", options => options with { Prices = prices });

        bench.Provenance.Source.ShouldBe($"vlm vqascore: eye at {new Uri(bench.Server.Address).Authority}");
        bench.Provenance.Facts["model"].ShouldBe("eye");
        bench.Provenance.Facts["servedModels"].ShouldBe("served-model");
        bench.Provenance.Facts["method"].ShouldBe("vqascore");
        bench.Provenance.Facts["answers"].ShouldBe("log-probabilities of 20 tokens");
        bench.Provenance.Facts["templatesSha256"].Length.ShouldBe(64);
        bench.Provenance.Facts.Values.ShouldAllBe(fact => !fact.Contains(JudgeWorkbench.Key));
        bench.Provenance.Totals["calls"].ShouldBe(3);
        bench.Provenance.Totals["cacheHits"].ShouldBe(2);
        bench.Provenance.Totals["inputTokens"].ShouldBe(900);
        bench.Provenance.Totals["outputTokens"].ShouldBe(3);
        bench.Provenance.Totals["costUsd"].ShouldBe(0.0062, 1e-12, "the first reward knew no prices");
    }

    [Fact]
    public void Provenance_OfAFailure_CountsWhatItTook()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Candidates(("Maybe", 0.9)));
        bench.Refusal();
        bench.Provenance.Totals["calls"].ShouldBe(1);
        bench.Provenance.Totals["inputTokens"].ShouldBe(300);
    }

    [Fact]
    public void Provenance_OfAChecklist_SaysWhereItComesFrom()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.25));
        var path = bench.Write("checklists.yaml", "prompts: {two cats: [Are there two?]}");
        bench.Score(1, "two cats", options => options with { Method = JudgeMethod.Checklist, Checklists = path });
        bench.Provenance.Facts["checklists"].ShouldStartWith("a file, SHA-256 ");
        bench.Provenance.Facts["combine"].ShouldBe("product");
    }
}
