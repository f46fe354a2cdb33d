using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Metrics;
using RewardLab.Calibration.Search;
using RewardLab.Calibration.TextNorms;

namespace RewardLab.Calibration.Tests.Calibration;

public sealed class CalibrationTests
{
    private const int Images = 12;

    private static readonly CalibrationEnsemble Mean = new("mean", new ComponentReference("mean"), new Average());

    [Fact]
    public void Criterion_OfFewerImagesThanK_LeavesThatKOut()
    {
        var labels = LabelSet.FromGroundTruth([.. Enumerable.Range(0, 12).Select(i => i % 3 == 0)]);
        double[] scores = [.. Enumerable.Range(0, 12).Select(i => Math.Sin(5 * i))];
        Metric[] criterion = [Metric.AveragePrecisionAt(5), Metric.AveragePrecisionAt(10), Metric.AveragePrecisionAt(25)];
        var expected = (RankingMetrics.AveragePrecisionAt(5, scores, labels.Good).Value + RankingMetrics.AveragePrecisionAt(10, scores, labels.Good).Value) / 2;
        CalibrationTable.CriterionOf(scores, labels, criterion).ShouldBe(expected, 1e-12);
        CalibrationTable.CriterionOf(scores, labels, [Metric.AveragePrecisionAt(25)]).ShouldBe(RankingMetrics.Auprc(scores, labels.Good), 1e-12);
        CalibrationTable.CriterionOf(scores, labels, [Metric.AveragePrecisionAt(5, PrecisionNormalisation.Possible)])
            .ShouldBe(RankingMetrics.AveragePrecisionAt(5, scores, labels.Good, PrecisionNormalisation.Possible).Value, 1e-12);
    }

    // Of a correlation and AP@25 the correlation alone is left on prompts of ten images, and reaches to -1 there.
    [Fact]
    public void Protocols_OfPromptsWithFewerImagesThanK_TakeWhatTheRestReaches()
    {
        var labels = LabelSet.FromGroundTruth([.. Enumerable.Range(0, 10).Select(i => i < 5)]);
        CalibrationPrompt[] prompts =
        [
            .. Enumerable.Range(0, 6).Select(p => new CalibrationPrompt(
                $"p{p}", "s", labels, [new ScoreMatrix([.. Enumerable.Range(0, 10).SelectMany(i => new double[] { i, 0 })], 10, 2)])),
        ];
        var options = new CalibrationOptions { Criterion = [Metric.AveragePrecisionAt(25), Metric.Spearman] };

        var table = CalibrationTable.Compute(prompts, CalibrationTable.Space([1], 1, []), options, TestContext.Current.CancellationToken);

        new CalibrationProtocols(table).Global().Criterion.Mean.ShouldBeLessThan(-0.5);
    }

    // Both images' log-odds are -100 in doubles; TextNorm orders them by the rest, and so must the choice of a scale.
    [Fact]
    public void Table_OfALargeScale_OrdersWhatLogOddsCannot()
    {
        var labels = LabelSet.FromGroundTruth([false, true]);
        var prompt = new CalibrationPrompt("p", "s", labels, [new ScoreMatrix([0, 1, 0.5, 0, 1, 0.3], 2, 3)]);
        var options = new CalibrationOptions { Reported = [Metric.Auroc] };

        var table = CalibrationTable.Compute(
            [prompt], CalibrationTable.Space([new TextNormOptions { Scale = 100 }], 1, []), options, TestContext.Current.CancellationToken);

        table.Value(Metric.Auroc, 0, 0).ShouldBe(1);
    }

    [Fact]
    public void Table_AnyScores_IsTextNormMeasured() =>
        Gen.Select(Gen.Float[-30, 30].Array[2 * Images * 4], Gen.Bool.Array[Images], Gen.Double[0.01, 50]).Sample((scores, good, tau) =>
        {
            if (!good.Contains(true) || !good.Contains(false))
            {
                return;
            }

            ScoreMatrix[] grids = [new(scores[..(Images * 4)], Images, 4), new(scores[(Images * 4)..], Images, 4)];
            var labels = LabelSet.FromGroundTruth(good);
            var table = CalibrationTable.Compute(
                [new CalibrationPrompt("p", "s", labels, grids)],
                CalibrationTable.Space([tau], 2, [Mean]),
                new CalibrationOptions { Reported = Metric.All },
                TestContext.Current.CancellationToken);

            var expected = Enumerable.Range(0, Images)
                .Select(i => grids.Average(grid => ContrastiveSoftmax.Share(grid[i, 0], ContrastivePrompts(grid, i), tau)))
                .ToArray();
            RequireAuroc(table.Value(Metric.Auroc, 0, 0)!.Value, expected, labels);
        });

    [Fact]
    public void Table_AnyScores_IsMinMaxMeasuredOnTheContrastivePromptsAsASet() =>
        Gen.Select(Gen.Float[-30, 30].Array[Images * 5], Gen.Double[0.1, 30]).Sample((scores, scale) =>
        {
            // Columns: the prompt, a, a again, the prompt again, b. What counts is the prompt, a and b.
            for (var image = 0; image < Images; image++)
            {
                (scores[(image * 5) + 2], scores[(image * 5) + 3]) = (scores[(image * 5) + 1], scores[image * 5]);
            }

            var grid = new ScoreMatrix(scores, Images, 5);
            var labels = LabelSet.FromGroundTruth(Enumerable.Range(0, Images).Select(i => i % 3 == 0));
            var prompt = new CalibrationPrompt("p", "s", labels, [grid]) { ContrastivePrompts = ["a", "a", "p", "b"] };
            var table = CalibrationTable.Compute(
                [prompt],
                CalibrationTable.Space([TextNormOptions.Create(TextNormVariant.MinMax, scale)], 1, []),
                new CalibrationOptions { Reported = [Metric.Auroc] },
                TestContext.Current.CancellationToken);
            var expected = Enumerable.Range(0, Images).Select(i => ContrastiveSoftmax.MinMaxShare(grid[i, 0], [grid[i, 1], grid[i, 4]], scale)).ToArray();
            RequireAuroc(table.Value(Metric.Auroc, 0, 0)!.Value, expected, labels);
        });

    [Fact]
    public void Space_BothVariants_ComeFromTheSoftestOn() =>
        CalibrationTable.Space(
            [new TextNormOptions { Tau = 0.1 }, new TextNormOptions { Scale = 10 }, new TextNormOptions { Tau = 1 }, new TextNormOptions { Scale = 3 }], 1, [])
            .Select(candidate => candidate.ToString()).ShouldBe(["min-max, scale 3", "min-max, scale 10", "tau 1", "tau 0.1"]);

    [Fact]
    public void Search_FromMinMax_StaysMinMax()
    {
        var world = World(3, 20, 2);
        var grid = CalibrationTable.Compute(
            world.Prompts,
            CalibrationTable.Space([.. new[] { 1.0, 10 }.Select(scale => new TextNormOptions { Scale = scale })], 1, []),
            world.Options,
            TestContext.Current.CancellationToken);
        var searched = new CalibrationSearch(grid).Run(TestContext.Current.CancellationToken);
        searched.Values.Candidates.ShouldAllBe(candidate => candidate.Settings[0].EffectiveVariant == TextNormVariant.MinMax);
        searched.Protocols[0].Criterion.Mean.ShouldBeGreaterThanOrEqualTo(
            Enumerable.Range(0, 2).Max(candidate => Enumerable.Range(0, 20).Average(prompt => Criterion(grid, candidate, prompt))) - 1e-12);
    }

    [Fact]
    public void Space_SeveralRewards_SharesOrCombines()
    {
        CalibrationTable.Space([1, 3, 1], 1, []).Select(candidate => candidate.Values[0]).ShouldBe([3, 1]);
        CalibrationTable.Space([1, 3], 2, [Mean, Mean]).Count.ShouldBe(4);
        CalibrationTable.Space([1, 3], 2, [Mean], isShared: false)
            .Select(candidate => candidate.ToString())
            .ShouldBe(["tau 3, mean", "tau 3 / 1, mean", "tau 1 / 3, mean", "tau 1, mean"]);
        Should.Throw<RewardLabException>(() => CalibrationTable.Space([0], 1, []));
        Should.Throw<RewardLabException>(() => CalibrationTable.Space([1], 2, []));
        Should.Throw<RewardLabException>(() => CalibrationTable.Space([.. Enumerable.Range(1, 200).Select(i => (double)i)], 3, [Mean], isShared: false))
            .Message.ShouldContain("more than a million");
    }

    [Fact]
    public void Oracle_AnyWorld_IsAtLeastEveryOtherProtocolOnEachPrompt() =>
        Gen.ULong.Sample(seed =>
        {
            var table = World(seed, prompts: 24, sets: 2);
            var protocols = new CalibrationProtocols(table);
            var all = protocols.All();
            all.Select(result => result.IsHonest).ShouldBe([false, false, true, true, true, false]);
            var oracle = all[^1];
            foreach (var result in all)
            {
                for (var prompt = 0; prompt < table.Prompts.Count; prompt++)
                {
                    Criterion(table, oracle.Choices[prompt], prompt)
                        .ShouldBeGreaterThanOrEqualTo(Criterion(table, result.Choices[prompt], prompt) - 1e-12, result.Protocol);
                }

                protocols.Optimism(result, oracle).Mean.ShouldBe(oracle.Criterion.Mean - result.Criterion.Mean, 1e-9);
            }

            all[0].Choices.Distinct().Count().ShouldBe(1);
            all[0].Criterion.Mean.ShouldBeGreaterThanOrEqualTo(all[2].Criterion.Mean - 1e-3, "one value that sees all labels, but for what counts as equal");
        }, iter: 10);

    /// <summary>What makes a protocol honest: the labels of a prompt have no say in the setting that scores it.</summary>
    [Fact]
    public void HonestProtocol_LabelsOfAPromptFlipped_ChoosesTheSameForIt()
    {
        foreach (var turned in Enumerable.Range(0, 12))
        {
            var (plain, other) = (new CalibrationProtocols(World(5, 12, 2)), new CalibrationProtocols(World(5, 12, 2, turned)));
            var index = turned;
            plain.LeaveOneOut().Choices[index].ShouldBe(other.LeaveOneOut().Choices[index]);
            plain.CrossValidated().Choices[index].ShouldBe(other.CrossValidated().Choices[index]);
            plain.CrossValidatedPerSet().Choices[index].ShouldBe(other.CrossValidatedPerSet().Choices[index]);
        }

        Enumerable.Range(0, 12).Count(turned =>
            new CalibrationProtocols(World(5, 12, 2)).Oracle().Choices[turned] != new CalibrationProtocols(World(5, 12, 2, turned)).Oracle().Choices[turned])
                .ShouldBeGreaterThan(2, "the oracle is not");
    }

    [Fact]
    public void Folds_OrderOfPromptsTurned_AreTheSame()
    {
        var table = World(7, 20, 2);
        var turned = CalibrationTable.Compute([.. table.Prompts.Reverse()], table.Candidates, table.Options, TestContext.Current.CancellationToken);
        new CalibrationProtocols(turned).CrossValidated().Choices.Reverse().ShouldBe(new CalibrationProtocols(table).CrossValidated().Choices);
    }

    [Fact]
    public void Table_LogitDifferences_AreThoseOfTextNorm()
    {
        Gen.Select(Gen.Float[-30, 30].Array[2 * Images * 4], Gen.Double[0.001, 50]).Sample((scores, tau) =>
        {
            ScoreMatrix[] grids = [new(scores[..(Images * 4)], Images, 4), new(scores[(Images * 4)..], Images, 4)];
            var labels = LabelSet.FromGroundTruth(Enumerable.Range(0, Images).Select(i => i % 3 == 0));
            var table = CalibrationTable.Compute(
                [new CalibrationPrompt("p", "s", labels, grids)],
                CalibrationTable.Space([TextNormOptions.Create(TextNormVariant.LogitDifference, tau)], 2, [Mean]),
                new CalibrationOptions { Reported = [Metric.Auroc] },
                TestContext.Current.CancellationToken);
            var expected = Enumerable.Range(0, Images)
                .Select(i => grids.Average(grid => ContrastiveSoftmax.LogitDifference(grid[i, 0], ContrastivePrompts(grid, i), tau)))
                .ToArray();
            RequireAuroc(table.Value(Metric.Auroc, 0, 0)!.Value, expected, labels);
        });
    }

    [Fact]
    public void Search_AnyWorld_IsAtLeastTheGridAndHonestWhereItSaysSo()
    {
        foreach (var seed in Enumerable.Range(1, 6))
        {
            var grid = World((ulong)seed, 20, 2);
            var searched = new CalibrationSearch(grid).Run(TestContext.Current.CancellationToken);
            var best = Enumerable.Range(0, grid.Candidates.Count)
                .Max(candidate => Enumerable.Range(0, 20).Average(prompt => Criterion(grid, candidate, prompt)));
            searched.Protocols[0].Criterion.Mean.ShouldBeGreaterThanOrEqualTo(best - 1e-12);
            searched.Protocols.Select(result => result.IsHonest).ShouldBe([false, true]);

            // The labels of a prompt have no say in the setting that scores it.
            var turned = new CalibrationSearch(World((ulong)seed, 20, 2, turned: 3)).Run(TestContext.Current.CancellationToken);
            Setting(searched, 3).ShouldBe(Setting(turned, 3));
        }

        static double Setting(SearchedCalibration searched, int prompt) => searched.Values.Candidates[searched.Protocols[1].Choices[prompt]].Values[0];
    }

    [Fact]
    public void Search_AnEnsemblesNumber_IsFoundBetweenTheGrids()
    {
        // The second reward is the ground truth and the first its opposite: the more weight the second has, the better.
        var prompts = Enumerable.Range(0, 10).Select(p =>
        {
            bool[] good = [.. Enumerable.Range(0, Images).Select(i => (i + p) % 3 == 0)];
            ScoreMatrix Grid(int sign) => new([.. good.SelectMany(isGood => new[] { sign * (isGood ? 1f : -1f), 0 })], Images, 2);
            return new CalibrationPrompt($"p{p}", "s", LabelSet.FromGroundTruth(good), [Grid(-1), Grid(1)]);
        }).ToArray();
        CalibrationEnsemble Weighted(double weight) =>
            new("w", new ComponentReference("w", new Dictionary<string, object?> { ["weight"] = weight }), new Second(weight));
        var grid = CalibrationTable.Compute(
            prompts, CalibrationTable.Space([1], 2, [Weighted(0.45)]), cancellationToken: TestContext.Current.CancellationToken);
        var searched = new CalibrationSearch(
            grid,
            new EnsembleParameters(ensemble => [(double)ensemble.Reference.Options["weight"]!], (_, numbers) => Weighted(numbers[0])))
                .Run(TestContext.Current.CancellationToken);
        grid.Value(Metric.Auroc, 0, 0).ShouldBe(0);
        searched.Protocols[1].Criterion.Mean.ShouldBe(1);
        ((double)searched.Values.Candidates[0].Ensemble!.Reference.Options["weight"]!).ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void Compute_NothingToChooseBy_SaysSo()
    {
        var labels = LabelSet.FromGroundTruth(Enumerable.Repeat(true, Images));
        Should.Throw<RewardLabException>(() => CalibrationTable.Compute(
            [new CalibrationPrompt("p", "s", labels, [Grid(1, 0)])],
            CalibrationTable.Space([1], 1, []),
            cancellationToken: TestContext.Current.CancellationToken)).Message.ShouldContain("none of 1 prompts");
        Should.Throw<RewardLabException>(() => new CalibrationProtocols(World(1, 4, 1)).CrossValidated()).Message.ShouldContain("fewer than 5 folds");
        Should.Throw<RewardLabException>(() => CalibrationTable.Compute(
            World(1, 4, 1).Prompts,
            CalibrationTable.Space([1], 2, [Mean]),
            cancellationToken: TestContext.Current.CancellationToken)).Message.ShouldContain("2 grids");
    }

    private static double Criterion(CalibrationTable table, int candidate, int prompt) =>
        table.Options.Criterion.Select(metric => table.Value(metric, candidate, prompt)).OfType<double>().Average();

    // Scores that are equal but for rounding may be told apart on one side: a pair near a tie may count either way.
    private static void RequireAuroc(double auroc, double[] scores, LabelSet labels)
    {
        var good = labels.Good.ToArray();
        var (sure, open, pairs) = (0, 0, 0);
        foreach (var one in Enumerable.Range(0, scores.Length).Where(image => good[image]))
        {
            foreach (var other in Enumerable.Range(0, scores.Length).Where(image => !good[image]))
            {
                var near = 1e-9 * Math.Max(1e-3, Math.Abs(scores[one]));
                pairs++;
                sure += scores[one] > scores[other] + near ? 1 : 0;
                open += Math.Abs(scores[one] - scores[other]) <= near ? 1 : 0;
            }
        }

        auroc.ShouldBeInRange(((double)sure / pairs) - 1e-9, ((double)(sure + open) / pairs) + 1e-9);
    }

    private static double[] ContrastivePrompts(ScoreMatrix grid, int image) => grid.Row(image)[1..].ToArray();

    private static ScoreMatrix Grid(ulong seed, int prompt)
    {
        var stream = SeedStream.Create(seed, "scores").Child($"{prompt}");
        return new ScoreMatrix([.. Enumerable.Range(0, Images * 5).Select(i => (float)(stream[i] >> 40) / (1 << 24) * 4)], Images, 5);
    }

    private static CalibrationTable World(ulong seed, int prompts, int sets, int turned = -1)
    {
        var options = new CalibrationOptions { Seed = seed };
        return CalibrationTable.Compute(
            [
                .. Enumerable.Range(0, prompts).Select(p =>
                {
                    var stream = SeedStream.Create(seed, "labels").Child($"{p}");
                    return new CalibrationPrompt(
                        $"prompt {p}",
                        $"set {p % sets}",
                        LabelSet.FromGroundTruth(Enumerable.Range(0, Images).Select(i => i < 2 ? i == 0 : (stream[i] % 2 == 0) != (p == turned))),
                        [Grid(seed, p)]);
                }),
            ],
            CalibrationTable.Space([10, 3, 1, 0.3, 0.1], 1, []),
            options with { Reported = options.Criterion },
            TestContext.Current.CancellationToken);
    }

    private sealed class Second(double weight) : IEnsemble
    {
        public string Name => "second";

        public double[] Combine(IReadOnlyList<double[]> rows) => [.. rows[0].Zip(rows[1], (first, second) => ((1 - weight) * first) + (weight * second))];
    }

    private sealed class Average : IEnsemble
    {
        public string Name => "mean";

        public double[] Combine(IReadOnlyList<double[]> rows) => [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Average(row => row[i]))];
    }
}
