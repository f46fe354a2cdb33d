using CsCheck;
using RewardLab.Evaluation.Metrics;

namespace RewardLab.Evaluation.Tests.Metrics;

public sealed class RankingMetricsTests
{
    private const double Tolerance = 1e-12;

    private static readonly Gen<(double[] Scores, bool[] Good)> Labelled =
        Gen.Select(Gen.Int[-4, 4].Select(value => value / 2.0), Gen.Bool).Array[0, 30]
            .Select(pairs => (Array.ConvertAll(pairs, pair => pair.Item1), Array.ConvertAll(pairs, pair => pair.Item2)));

    [Fact]
    public void Metrics_OnEveryGoldenCase_EqualTheReferenceLibraries()
    {
        var cases = GoldenCase.ReadAll();
        cases.Length.ShouldBe(300);
        foreach (var golden in cases)
        {
            ShouldEqual(RankingMetrics.Auroc(golden.Scores, golden.Good), golden.Auroc);
            ShouldEqual(RankingMetrics.Auprc(golden.Scores, golden.Good), golden.Auprc);
            ShouldEqual(RankCorrelation.Spearman(golden.Scores, golden.Aggregate), golden.Spearman);
            ShouldEqual(RankCorrelation.KendallTauB(golden.Scores, golden.Aggregate), golden.Kendall);
            ShouldEqual(RankCorrelation.Spearman(golden.Scores, Array.ConvertAll(golden.Binary, value => (double)value)), golden.SpearmanBinary);
            ShouldEqual(RankCorrelation.KendallTauB(golden.Scores, Array.ConvertAll(golden.Binary, value => (double)value)), golden.KendallBinary);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(25)]
    public void AveragePrecisionAt_OnEveryGoldenCase_EqualsTheReferenceInBothTieOrders(int k)
    {
        foreach (var golden in GoldenCase.ReadAll())
        {
            var value = RankingMetrics.AveragePrecisionAt(k, golden.Scores, golden.Good);
            ShouldEqual(value.Value, golden.AveragePrecision(k));
            (value.TiesAtK > 1).ShouldBe(golden.TieCrosses(k));

            var reversed = RankingMetrics.AveragePrecisionAt(k, [.. golden.Scores.Reverse()], [.. golden.Good.Reverse()]);
            ShouldEqual(reversed.Value, golden.AveragePrecisionOfReversed(k));
        }
    }

    [Fact]
    public void Auroc_OfAnyPairs_EqualsTheShareOfPairsWon()
    {
        Labelled.Sample(sample =>
        {
            var (scores, good) = sample;
            var pairs = from i in Enumerable.Range(0, scores.Length)
                        from j in Enumerable.Range(0, scores.Length)
                        where good[i] && !good[j]
                        select scores[i] > scores[j] ? 1.0 : scores[i] == scores[j] ? 0.5 : 0.0;
            ShouldEqual(RankingMetrics.Auroc(scores, good), pairs.Any() ? pairs.Average() : null);
        });
    }

    [Fact]
    public void Auprc_OfAnyPairs_EqualsTheSumOverThresholds()
    {
        Labelled.Sample(sample =>
        {
            var (scores, good) = sample;
            var positives = good.Count(value => value);
            var expected = scores.Distinct().OrderDescending().Aggregate(
                (Area: 0.0, Recalled: 0),
                (sum, threshold) =>
                {
                    var kept = Enumerable.Range(0, scores.Length).Where(i => scores[i] >= threshold).ToArray();
                    var found = kept.Count(i => good[i]);
                    return (sum.Area + ((double)found / kept.Length * (found - sum.Recalled) / Math.Max(positives, 1)), found);
                }).Area;
            ShouldEqual(RankingMetrics.Auprc(scores, good), expected);
        });
    }

    [Fact]
    public void Metrics_AfterAnIncreasingMap_StayTheSame()
    {
        Labelled.Sample(sample =>
        {
            var (scores, good) = sample;
            var mapped = Array.ConvertAll(scores, score => Math.Exp(score) - 7);
            ShouldEqual(RankingMetrics.Auroc(mapped, good), RankingMetrics.Auroc(scores, good));
            ShouldEqual(RankingMetrics.Auprc(mapped, good), RankingMetrics.Auprc(scores, good));
            RankingMetrics.AveragePrecisionAt(7, mapped, good).ShouldBe(RankingMetrics.AveragePrecisionAt(7, scores, good));
        });
    }

    [Fact]
    public void AveragePrecisionAt_ByWhatIsPossible_CountsThePositivesThatAreMissed()
    {
        // Of three positives the first is found at rank 1 and the second at rank 3: (1 + 2/3) over 2 found, or over min(3, 3) possible.
        double[] scores = [5, 4, 3, 2, 1];
        bool[] good = [true, false, true, false, true];
        RankingMetrics.AveragePrecisionAt(3, scores, good).Value.ShouldBe((1 + (2 / 3.0)) / 2, 1e-15);
        RankingMetrics.AveragePrecisionAt(3, scores, good, PrecisionNormalisation.Possible).Value.ShouldBe((1 + (2 / 3.0)) / 3, 1e-15);
        RankingMetrics.AveragePrecisionAt(2, scores, good, PrecisionNormalisation.Possible).Value.ShouldBe(0.5, 1e-15);
        RankingMetrics.AveragePrecisionAt(5, scores, good, PrecisionNormalisation.Possible).Value.ShouldBe(RankingMetrics.Auprc(scores, good), 1e-15);
        RankingMetrics.AveragePrecisionAt(1, [1, 2], [true, false], PrecisionNormalisation.Possible).Value.ShouldBe(0);
    }

    [Fact]
    public void AveragePrecisionAt_WithATieAcrossK_FollowsInputOrderAndCountsTheTie()
    {
        double[] scores = [3, 1, 1, 1, 0];
        RankingMetrics.AveragePrecisionAt(2, scores, [false, true, false, false, true]).ShouldBe(new TopKPrecision(0.5, 3));
        RankingMetrics.AveragePrecisionAt(2, scores, [false, false, true, false, true]).ShouldBe(new TopKPrecision(0, 3));
        RankingMetrics.AveragePrecisionAt(4, scores, [false, false, true, false, true]).ShouldBe(new TopKPrecision(0.25, 0));
    }

    [Fact]
    public void Metrics_OfNaN_AreRefused()
    {
        double[] scores = [1, double.NaN];
        bool[] good = [true, false];
        Should.Throw<ArgumentException>(() => RankingMetrics.Auroc(scores, good)).Message.ShouldContain("Value 1");
        Should.Throw<ArgumentException>(() => RankingMetrics.Auprc(scores, good));
        Should.Throw<ArgumentException>(() => RankingMetrics.AveragePrecisionAt(1, scores, good));
        Should.Throw<ArgumentException>(() => RankCorrelation.Spearman(scores, [1, 2]));
        Should.Throw<ArgumentException>(() => RankCorrelation.KendallTauB([1, 2], scores));
        Should.Throw<ArgumentException>(() => RankingMetrics.Auroc([1], good));
        Should.Throw<ArgumentOutOfRangeException>(() => RankingMetrics.AveragePrecisionAt(0, [1], [true]));
    }

    [Fact]
    public void Metrics_OfNothing_AreUndefinedOrZero()
    {
        RankingMetrics.Auroc([], []).ShouldBeNull();
        RankingMetrics.Auprc([], []).ShouldBe(0);
        RankingMetrics.AveragePrecisionAt(5, [], []).ShouldBe(new TopKPrecision(0, 0));
        RankCorrelation.Spearman([], []).ShouldBeNull();
        RankCorrelation.KendallTauB([1], [1]).ShouldBeNull();
    }

    [Fact]
    public void KendallTauB_OfAnyPairs_EqualsTheCountOverAllPairs()
    {
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5]).Array[0, 40].Sample(pairs =>
        {
            var (x, y) = (Array.ConvertAll(pairs, pair => (double)pair.Item1), Array.ConvertAll(pairs, pair => (double)pair.Item2));
            var (sum, untiedX, untiedY) = (0, 0, 0);
            for (var i = 0; i < x.Length; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    sum += Math.Sign(x[i] - x[j]) * Math.Sign(y[i] - y[j]);
                    untiedX += x[i] == x[j] ? 0 : 1;
                    untiedY += y[i] == y[j] ? 0 : 1;
                }
            }

            ShouldEqual(RankCorrelation.KendallTauB(x, y), untiedX == 0 || untiedY == 0 ? null : sum / Math.Sqrt((double)untiedX * untiedY));
        });
    }

    private static void ShouldEqual(double? actual, double? expected)
    {
        (actual is null).ShouldBe(expected is null);
        if (expected is { } value)
        {
            actual!.Value.ShouldBe(value, Tolerance);
        }
    }
}
