using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Calibration.TextNorms;
using RewardLab.Calibration.Trees;

namespace RewardLab.Calibration.Tests;

/// <summary>Pairs of images and prompts: the matrix's own entries, and no score more than they take.</summary>
public sealed class PairsTests
{
    private const int ContrastivePromptCount = 4;
    private static readonly Dictionary<string, string[]> Sets = Enumerable.Range(0, 300)
        .ToDictionary(i => $"prompt {i}", i => Enumerable.Range(1, ContrastivePromptCount).Select(j => $"prompt {i} but {j}").ToArray());
    private static readonly Gen<ImagePromptPair[]> Pairs = Gen.Select(
        Gen.Int[0, 4], Gen.Int[0, 9], (image, prompt) => new ImagePromptPair(image, $"prompt {prompt}")).Array[0, 30];

    public static TheoryData<string> Rewards => ["plain", "remembered", "textnorm", "textnorm of remembered", "ensemble"];

    [Theory]
    [MemberData(nameof(Rewards))]
    public void ScorePairs_OfAnyReward_AreTheMatrixsEntries(string kind)
    {
        var images = TableReward.Images(3, 14, 15, 92, 65);
        string[] prompts = [.. Enumerable.Range(0, 10).Select(i => $"prompt {i}")];
        using var whole = Make(kind, new CountingReward());
        var grid = whole.Score(images, prompts, TestContext.Current.CancellationToken);

        Pairs.Sample(pairs =>
        {
            using var reward = Make(kind, new CountingReward());
            var scores = reward.ScorePairs(images, pairs, CancellationToken.None);
            (scores.ImageCount, scores.PromptCount).ShouldBe((pairs.Length, 1));
            for (var i = 0; i < pairs.Length; i++)
            {
                var prompt = Array.IndexOf(prompts, pairs[i].Prompt);
                scores[i, 0].ShouldBe(grid[pairs[i].Image, prompt]);
                scores.OrderKeys.Span[i].ShouldBe(grid.OrderKeys.Span[(pairs[i].Image * prompts.Length) + prompt]);
                if (scores.HasLogOdds)
                {
                    scores.LogOdds.Span[i].ShouldBe(grid.LogOdds.Span[(pairs[i].Image * prompts.Length) + prompt]);
                }
            }
        }, iter: 200);
    }

    [Theory]
    [InlineData("plain", 1)]
    [InlineData("remembered", 1)]
    [InlineData("textnorm", 1 + ContrastivePromptCount)]
    [InlineData("ensemble", 2 + ContrastivePromptCount)]
    public void ScorePairs_OfTenThousand_AskForAsManyScoresAndNoMatrix(string kind, int each)
    {
        const int Count = 10_000;
        const int Batch = 64;
        var counting = new CountingReward();
        using var reward = Make(kind, counting);
        for (var start = 0; start < Count; start += Batch)
        {
            var images = TableReward.Images([.. Enumerable.Range(start, Math.Min(Batch, Count - start)).Select(i => (byte)i)]);
            reward.ScorePairs(images, [.. Enumerable.Range(0, images.Count).Select(i => $"prompt {(start + i) % 300}")], CancellationToken.None)
                .Length.ShouldBe(images.Count);
        }

        counting.ScoreCount.ShouldBe(Count * each);
    }

    [Fact]
    public void ScorePairs_OfImagesWithTheSamePrompt_AreOneGrid()
    {
        var counting = new CountingReward();

        ((IRewardModel)counting)
            .ScorePairs(TableReward.Images(1, 2, 3, 4), ["prompt 1", "prompt 2", "prompt 1", "prompt 1"], CancellationToken.None)
            .ShouldBe([.. new[] { (1, 1), (2, 2), (3, 1), (4, 1) }.Select(pair => (double)CountingReward.Score((byte)pair.Item1, $"prompt {pair.Item2}"))]);

        counting.CallCount.ShouldBe(2);
    }

    [Fact]
    public void ScorePairs_OfAnImageThatIsNotThere_IsRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(
            () => ((IRewardModel)new CountingReward()).ScorePairs(TableReward.Images(1), [new ImagePromptPair(1, "x")], CancellationToken.None));

    [Fact]
    public void ScorePairs_OfAFaultyReward_NamesIt()
    {
        using var reward = new TextNorm(new CountingReward { IsBroken = true }, new ListedPrompts(Sets), new TextNormOptions());

        Should.Throw<RewardLabException>(() => reward.ScorePairs(TableReward.Images(1, 2), [new ImagePromptPair(1, "prompt 1")], CancellationToken.None))
            .Message.ShouldContain("scores image 1 against \"prompt 1\" as NaN");
    }

    private static IRewardModel Make(string kind, CountingReward inner) => kind switch
    {
        "remembered" => new MemoisedReward(inner),
        "textnorm" => new TextNorm(inner, new ListedPrompts(Sets), new TextNormOptions()),
        "textnorm of remembered" => new TextNorm(new MemoisedReward(inner), new ListedPrompts(Sets), new TextNormOptions()),
        "ensemble" => new EnsembleReward([inner, new TextNorm(inner, new ListedPrompts(Sets), new TextNormOptions())], new Sum()),
        _ => inner,
    };

    // Every image has a score of its own against every text.
    private sealed class CountingReward : IRewardModel
    {
        public long ScoreCount { get; private set; }

        public int CallCount { get; private set; }

        public bool IsBroken { get; init; }

        public string Name => "counting";

        public static float Score(byte image, string prompt) => MathF.Sin(image + prompt.Sum(letter => letter * (float)letter));

        public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
        {
            CallCount++;
            ScoreCount += (long)images.Count * prompts.Count;
            return new ScoreMatrix(
                [.. Enumerable.Range(0, images.Count).SelectMany(image => prompts.Select(prompt => IsBroken ? float.NaN : Score(images[image][0], prompt)))],
                images.Count,
                prompts.Count);
        }

        public void Dispose()
        {
        }
    }

    private sealed class Sum : IEnsemble
    {
        public string Name => "sum";

        public double[] Combine(IReadOnlyList<double[]> rows) => [.. rows[0].Zip(rows[1], (a, b) => a + b)];
    }
}
