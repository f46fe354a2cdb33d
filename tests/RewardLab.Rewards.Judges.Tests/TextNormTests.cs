using RewardLab.Abstractions;
using RewardLab.Calibration.TextNorms;

namespace RewardLab.Rewards.Judges.Tests;

public sealed class TextNormTests
{
    [Fact]
    public void TextNorm_OverAJudge_AsksOneQuestionPerContrastivePrompt()
    {
        using var bench = new JudgeWorkbench(request => JudgeReply.Yes(
            JudgeWorkbench.Text(request).Contains("\"two cats\"", StringComparison.Ordinal) ? 0.8
            : JudgeWorkbench.Text(request).Contains("one", StringComparison.Ordinal) ? 0.4 : 0.2));
        using var norm = new TextNorm(bench.Make(), new Contrast(), new TextNormOptions { Variant = TextNormVariant.Equation1, Tau = 0.5 });

        var share = norm.Score(JudgeWorkbench.Images(5), "two cats", JudgeWorkbench.Token);

        var expected = Math.Exp(0.8 / 0.5) / (Math.Exp(0.8 / 0.5) + Math.Exp(0.4 / 0.5) + Math.Exp(0.2 / 0.5));
        share.ShouldBe(Enumerable.Repeat(expected, 5).ToArray(), 1e-9);
        bench.Server.Requests.Count.ShouldBe(15);
        bench.Log.First().ShouldStartWith("Reward 'vlm': 15 questions to model 'eye' at ");
        bench.Log.First().ShouldContain("0 of them answered by the cache; the rest takes about 15 calls");
    }

    private sealed class Contrast : IPromptGenerator
    {
        public string Name => "contrast";

        public bool CanHandle(string prompt) => true;

        public Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken) =>
            Task.FromResult(new ContrastiveSet(prompt, ["one cat", "three cats"], new PromptProvenance(PromptProvenanceKind.Rule, "test")));
    }
}
