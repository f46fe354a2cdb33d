using System.Text.Json;
using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Calibration;
using RewardLab.Calibration.TextNorms;
using RewardLab.Calibration.Trees;

namespace RewardLab.Ensembles.Statistics.Tests;

/// <summary>Shares round to 0 and 1, and combine to a few numbers; what ranks images keeps them apart.</summary>
public sealed class OrderTests
{
    private const int Images = 10_000;

    private static readonly TextNormOptions[] Hard =
    [
        new() { Tau = 0.01 }, new() { Tau = 1e-4 }, new() { Tau = 1e-6 }, new() { Scale = 10 }, new() { Scale = 25 },
    ];

    public static TheoryData<int> Settings => [.. Enumerable.Range(0, Hard.Length)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Settings))]
    public void TextNorm_OfTenThousandImages_HasNoTieThatItsScoresHaveNot(int setting)
    {
        using var reward = new TextNorm(new HashReward(1), new FixedPromptGenerator(), Hard[setting]);
        var scores = reward.ScoreImages(Render(), "p", Token);

        RequireTies(scores);
        scores.OrderKeys.Distinct().Count().ShouldBe(Images);
        RequireInOrder(scores);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1000)]
    [InlineData(30_000)]
    public void MinMax_OfTenThousandImagesAtALargeScale_HasNoTie(double scale)
    {
        using var reward = new TextNorm(new HashReward(1), new FixedPromptGenerator(), new TextNormOptions { Scale = scale });
        var scores = reward.ScoreImages(Render(), "p", Token);
        RequireTies(scores);
        scores.OrderKeys.Distinct().Count().ShouldBe(Images);
        RequireInOrder(scores);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Ensembles_OfTenThousandImages_HaveNoTieThatTheirMembersHaveNot(int setting)
    {
        foreach (var rule in (IEnsemble[])
        [
            new MeanEnsemble(),
            new UncertaintyEnsemble(0.5),
            new UncertaintyEnsemble(0.1),
            new WeightedEnsemble([1, 3]),
            new LogMeanEnsemble(),
            new WorstCaseEnsemble(),
            new MedianEnsemble(),
        ])
        {
            // As a run sees it: the models' scores remembered, and the ensemble remembered too.
            using var ensemble = new EnsembleReward(
                [.. Enumerable.Range(1, 2).Select(seed => new TextNorm(new MemoisedReward(new HashReward(seed)), new FixedPromptGenerator(), Hard[setting]))],
                rule);
            var scores = new MemoisedReward(ensemble).ScoreImages(Render(), "p", Token);

            RequireTies(scores);
            scores.OrderKeys.Distinct().Count().ShouldBe(Images, rule.Name);
            scores.OrderKeys.ShouldAllBe(key => double.IsFinite(key));
            RequireInOrder(scores, 1e-12);
        }
    }

    /// <summary>Against sums in 28 digits, which reach shares of 1e-26.</summary>
    [Fact]
    public void MeanAndUncertainty_OfAnyShares_AreInTheOrderOfExactSums() =>
        Gen.Select(Gen.OneOf(Gen.Double[-50, -36], Gen.Double[36, 50]).Array[3].Array[40], Gen.Double[0, 1]).Sample((images, lambda) =>
        {
            double[][] rows = [.. Enumerable.Range(0, 3).Select(member => images.Select(image => image[member]).ToArray())];
            foreach (var (rule, weight) in new (ILogOddsEnsemble, double)[] { (new MeanEnsemble(), 0), (new UncertaintyEnsemble(lambda), lambda) })
            {
                var combined = rule.CombineLogOdds(rows);
                decimal[] exact = [.. images.Select(image => Exact(image, (decimal)weight))];
                for (var i = 0; i < exact.Length; i++)
                {
                    combined.Values[i].ShouldBe((double)exact[i], 1e-12);
                    for (var j = 0; j < i; j++)
                    {
                        if (Math.Abs(exact[i] - exact[j]) > 1e-24m)
                        {
                            (combined.OrderKeys[i] > combined.OrderKeys[j])
                                .ShouldBe(exact[i] > exact[j], $"{rule.Name} {weight}: [{string.Join(", ", images[i])}] and [{string.Join(", ", images[j])}]");
                        }
                    }
                }
            }
        }, iter: 200);

    [Fact]
    public void Ensembles_WhereAMembersShareRises_NeverFall() =>
        Gen.Select(Gen.Double[-3000, 3000].Array[2, 4], Gen.Int[0, 3], Gen.Double[1e-6, 500]).Sample((odds, member, step) =>
        {
            var raised = odds.ToArray();
            raised[member % odds.Length] += step;
            foreach (var rule in (ILogOddsEnsemble[])
            [
                new MeanEnsemble(),
                new UncertaintyEnsemble(0.5),
                new WeightedEnsemble([.. odds.Select((_, i) => i + 1.0)]),
                new LogMeanEnsemble(),
                new WorstCaseEnsemble(),
                new MedianEnsemble(),
            ])
            {
                Key(rule, raised).ShouldBeGreaterThanOrEqualTo(Key(rule, odds), rule.Name);
            }
        });

    [Fact]
    public void Ensembles_OfSharesThatRoundToOne_TellThemApart()
    {
        var mean = new MeanEnsemble();
        Key(mean, [300, 0]).ShouldBeGreaterThan(Key(mean, [200, -1e-9]));
        Key(mean, [300, 400]).ShouldBeGreaterThan(Key(mean, [299, 500]));
        Key(mean, [300, -400]).ShouldBeLessThan(Key(mean, [400, -300]), "1/2 less exp(-300), and 1/2 and exp(-300) more");
        Key(mean, [-1000, -1100]).ShouldBeGreaterThan(Key(mean, [-1001, -1002]));
        Key(mean, [300, 400]).ShouldBe(Key(mean, [400, 300]), "the mean does not ask which reward it was");
        Key(new UncertaintyEnsemble(0), [300, -400]).ShouldBe(Key(mean, [300, -400]));

        // With lambda 1 and one reward at each end, what disagrees less is better: 1/4 + ...
        var uncertainty = new UncertaintyEnsemble(1);
        Key(uncertainty, [50, -40]).ShouldBeGreaterThan(Key(uncertainty, [50, -41]));
    }

    [Fact]
    public void CombineLogOdds_OfTheAuthorsCases_IsTheirs()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "textnorm_minmax.json")));
        foreach (var one in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            double Number(string name) => one.GetProperty(name).GetDouble();
            double[] Odds(string reward)
            {
                double[] scores = [.. one.GetProperty(reward).EnumerateArray().Select(score => score.GetDouble())];
                return [ContrastiveSoftmax.MinMaxLogOdds(scores[0], scores.AsSpan(1), Number("scale"))];
            }

            double[][] rows = [Odds("imagereward"), Odds("pickscore")];
            new MeanEnsemble().CombineLogOdds(rows).Values[0].ShouldBe(Number("mean"), 1e-12);
            new UncertaintyEnsemble(Number("lambda")).CombineLogOdds(rows).Values[0].ShouldBe(Number("uncertainty"), 1e-12);
        }
    }

    [Fact]
    public void Ensemble_OfAReaderOfDoubles_StillWorks()
    {
        using var ensemble = new EnsembleReward(
            [new TextNorm(new HashReward(1), new FixedPromptGenerator(), new TextNormOptions()), new HashReward(2)], new Highest());
        var grid = ensemble.Score(Render(20), ["p"], Token);
        grid.HasOrderKeys.ShouldBeFalse();
        grid.OrderKeys.ToArray().ShouldBe(grid.Column(0));
    }

    // Or these tests show nothing: in single precision, as scores once were, they tie at every setting.
    private static void RequireTies(ImageScores scores) => scores.Values.Select(value => (float)value).Distinct().Count().ShouldBeLessThan(Images);

    // Keys rise with values; where values are equal nothing is asked.
    private static void RequireInOrder(ImageScores scores, double rounding = 0)
    {
        int[] order = [.. Enumerable.Range(0, scores.Values.Length).OrderBy(image => scores.OrderKeys[image])];
        for (var i = 1; i < order.Length; i++)
        {
            scores.Values[order[i]].ShouldBeGreaterThanOrEqualTo(scores.Values[order[i - 1]] - rounding);
        }
    }

    private static double Key(ILogOddsEnsemble rule, double[] odds) => rule.CombineLogOdds([.. odds.Select(one => new[] { one })]).OrderKeys[0];

    private static decimal Exact(double[] odds, decimal lambda)
    {
        decimal[] shares = [.. odds.Select(one => 1 / (1 + Exp((decimal)-one)))];
        var mean = shares.Average();
        return mean - (lambda * shares.Average(share => (share - mean) * (share - mean)));
    }

    // By the series, of a number halved until it is small.
    private static decimal Exp(decimal x)
    {
        if (x < 0)
        {
            return 1 / Exp(-x);
        }

        var (halvings, small) = (0, x);
        for (; small > 0.1m; small /= 2)
        {
            halvings++;
        }

        var (sum, term) = (1m, 1m);
        for (var i = 1; i < 25; i++)
        {
            term *= small / i;
            sum += term;
        }

        for (; halvings > 0; halvings--)
        {
            sum *= sum;
        }

        return sum;
    }

    private static ImageBatch Render(int count = Images) =>
        new([.. Enumerable.Range(0, count).SelectMany(i => new[] { (byte)i, (byte)(i >> 8), (byte)0 })], count, 1, 1);

    private sealed class Highest : IEnsemble
    {
        public string Name => "highest";

        public double[] Combine(IReadOnlyList<double[]> rows) => [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(row => row[i]))];
    }

    private sealed class FixedPromptGenerator : IPromptGenerator
    {
        public string Name => "contrasts";

        public bool CanHandle(string prompt) => true;

        public Task<ContrastiveSet> GenerateAsync(string prompt, CancellationToken cancellationToken) =>
            Task.FromResult(new ContrastiveSet(prompt, ["a", "b", "c"], new PromptProvenance(PromptProvenanceKind.Rule, "test")));
    }

    // A score for each image's number and text, uniform over -2 to 2.
    private sealed class HashReward(int seed) : IRewardModel
    {
        public string Name => $"hash {seed}";

        public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
        {
            var streams = prompts.Select(prompt => SeedStream.Create((ulong)seed, prompt)).ToArray();
            return new ScoreMatrix(
                [
                    .. Enumerable.Range(0, images.Count)
                        .SelectMany(image => streams.Select(stream => ((stream[images[image][0] + (256 * images[image][1])] >> 11) * (4.0 / (1UL << 53))) - 2)),
                ], images.Count, prompts.Count);
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
