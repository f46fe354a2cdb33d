using System.Globalization;

namespace RewardLab.Tests.Journeys;

public sealed class BenchTests : IDisposable
{
    private static readonly string[] Metrics = ["auroc", "auprc", "ap5", "ap10", "ap25", "spearman", "kendall"];

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Published_ASmallFolder_PrintsItsMeansAndPairedTests()
    {
        Write("comprehensive", "textnorm_ur", ("a", 0.5, 0.6, 0.8), ("b", 0.2, 0.8, 0.9));
        Write("counting", "textnorm_ur", ("c", 0.5, 0.7, 0.6));
        Write("composition", "textnorm_mean", ("d", 0.5, 0.5, 0.9));

        var run = _place.Run("bench", "tia2", "published", "--data", "tia2", "--csv", "tables");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("PickScore    0.700 [0.60, 0.80]"); // comprehensive: .6 and .8
        run.Output.ShouldContain("All 4 prompts pooled");
        run.Output.ShouldContain("TextNorm     0.800 "); // .8, .9, .6, .9
        run.Output.ShouldContain("an upper bound, not a protocol");
        Directory.GetFiles(_place["tables"]).Length.ShouldBe(8);
        File.ReadAllText(Directory.GetFiles(_place["tables"], "07-*").Single()).ShouldContain("PickScore,AUROC,");
    }

    [Fact]
    public void Published_FileMissingOrBroken_IsOneLine()
    {
        _place.Run("bench", "tia2", "published", "--data", "nowhere").ErrorLine.ShouldContain("There is no folder 'nowhere'");
        Write("comprehensive", "textnorm_ur", ("a", 0.5, 0.6, 0.8));
        _place.Run("bench", "tia2", "published", "--data", "tia2").ErrorLine.ShouldContain("alignment_scores_counting.json is missing");
        _place.Write("tia2/alignment_scores/alignment_scores_comprehensive.json", "{\"a\": {\"human\": 0.5}}");
        var broken = _place.Run("bench", "tia2", "published", "--data", "tia2");
        broken.ExitCode.ShouldBe(1);
        broken.ErrorLine.ShouldContain("\"a\": there are no scores of clip");
    }

    private void Write(string set, string textNorm, params (string Prompt, double Human, double Pick, double TextNorm)[] prompts)
    {
        string Values(double value) => string.Join(", ", Metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"\"{metric}\": {value}")));
        var entries = prompts.Select(prompt => string.Create(CultureInfo.InvariantCulture, $"\"{prompt.Prompt}\": {{\"human\": {prompt.Human}, ")
            + string.Join(", ", new[] { ("clip", 0.5), ("blip2", 0.4), ("imagereward", 0.6), ("pickscore", prompt.Pick), (textNorm, prompt.TextNorm) }.Select(reward => $"\"{reward.Item1}\": {{{Values(reward.Item2)}}}")) + "}");
        Directory.CreateDirectory(_place["tia2/alignment_scores"]);
        _place.Write($"tia2/alignment_scores/alignment_scores_{set}.json", "{" + string.Join(", ", entries) + "}");
    }
}
