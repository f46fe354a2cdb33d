using RewardLab.Abstractions;
using RewardLab.Serving.Rewards;

namespace RewardLab.Serving.Tests.Rewards;

public sealed class BatchTrialTests
{
    [Fact]
    public void MaxExactBatch_WhereNoScoreDependsOnOthers_IsTheMaxTried() => Try(_ => 0).ShouldBe(16);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(8, 7)]
    [InlineData(16, 15)]
    public void MaxExactBatch_WhereScoresChangeFromASizeOn_IsTheSizeBelow(int changing, int max) =>
        Try(count => count >= changing ? 1e-15 : 0).ShouldBe(max);

    [Fact]
    public void MaxExactBatch_WhereOneSizeBetweenDiffers_EndsThere() => Try(count => count == 5 ? 1e-15 : 0).ShouldBe(4);

    [Fact]
    public void MaxExactBatch_OfARewardThatKnowsFewPrompts_IsOne() =>
        Try(_ => throw new RewardLabException("unknown prompt")).ShouldBe(1);

    [Fact]
    public void MaxExactBatch_WhereTextsThatAreKeptDependOnThoseBesideThem_IsTheSizeBelow()
    {
        using var reward = new Keeping(texts => texts >= 12 ? 1e-15 : 0);
        BatchTrial.MaxExactBatch(reward, new ManualTime(), CancellationToken.None).ShouldBe(11);
    }

    [Fact]
    public void MaxExactBatch_OfARewardThatKeepsTexts_IsTheMaxTried()
    {
        using var reward = new Keeping(_ => 0);
        BatchTrial.MaxExactBatch(reward, new ManualTime(), CancellationToken.None).ShouldBe(16);
    }

    [Fact]
    public void MaxExactBatch_OfASlowReward_EndsAfterFiveSeconds()
    {
        var time = new ManualTime();
        Try(_ =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return 0;
        }, time).ShouldBe(2);
    }

    private static int Try(Func<int, double> change, ManualTime? time = null)
    {
        using var reward = new Shifted(change);
        return BatchTrial.MaxExactBatch(reward, time ?? new ManualTime(), CancellationToken.None);
    }

    // A score around 1 that changes by the number of images beside it.
    private sealed class Shifted(Func<int, double> change) : IRewardModel
    {
        public string Name => "shifted";

        public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
        {
            var shift = change(images.Count);
            var scores = new double[images.Count * prompts.Count];
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = (images[i / prompts.Count][0] / 255.0) + (prompts[i % prompts.Count].Trim().Length * 1e-3) + shift;
            }

            return new ScoreMatrix(scores, images.Count, prompts.Count);
        }

        public void Dispose()
        {
        }
    }

    // Encodes each text once, spaces aside, with a change by how many are new.
    private sealed class Keeping(Func<int, double> change) : IRewardModel
    {
        private readonly Dictionary<string, double> _kept = new(StringComparer.Ordinal);

        public string Name => "keeping";

        public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ScoreMatrix ScorePairs(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken)
        {
            string[] added = [.. pairs.Select(pair => pair.Prompt).Distinct(StringComparer.Ordinal).Where(prompt => !_kept.ContainsKey(prompt))];
            foreach (var prompt in added)
            {
                _kept.Add(prompt, 1 + (prompt.Trim().Sum(character => character) * 1e-6) + change(added.Length));
            }

            return new ScoreMatrix([.. pairs.Select(pair => _kept[pair.Prompt])], pairs.Count, 1);
        }

        public void Dispose()
        {
        }
    }
}
