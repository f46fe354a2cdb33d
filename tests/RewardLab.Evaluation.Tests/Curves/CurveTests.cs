using CsCheck;
using RewardLab.Evaluation.Curves;
using RewardLab.Evaluation.Metrics;

namespace RewardLab.Evaluation.Tests.Curves;

public sealed class CurveTests
{
    private static readonly Gen<(double[] Scores, bool[] Good)> HeldOut =
        Gen.Select(Gen.Int[0, 8], Gen.Bool)
            .Array[2, 60].Select(pairs => (pairs.Select(pair => pair.Item1 / 8.0).ToArray(), pairs.Select(pair => pair.Item2).ToArray()))
                .Where(pair => pair.Item2.Contains(true) && pair.Item2.Contains(false));

    [Fact]
    public void Roc_AreaByTrapezoids_IsAuroc() => HeldOut.Sample(pair =>
    {
        var curve = ThresholdCurves.Roc(pair.Scores, pair.Good);
        curve[0].ShouldBe(new CurvePoint(double.PositiveInfinity, 0, 0));
        (curve[^1].X, curve[^1].Y).ShouldBe((1, 1));
        curve.Zip(curve.Skip(1))
            .Sum(step => (step.Second.X - step.First.X) * (step.First.Y + step.Second.Y) / 2)
            .ShouldBe(RankingMetrics.Auroc(pair.Scores, pair.Good)!.Value, 1e-12);
    });

    [Fact]
    public void PrecisionRecall_AreaBySteps_IsAuprc() => HeldOut.Sample(pair =>
    {
        var curve = ThresholdCurves.PrecisionRecall(pair.Scores, pair.Good);
        var recalls = curve.Select(point => point.X).Prepend(0).ToArray();
        curve.Select((point, i) => (point.X - recalls[i]) * point.Y).Sum().ShouldBe(RankingMetrics.Auprc(pair.Scores, pair.Good), 1e-12);
        curve[^1].X.ShouldBe(1);
    });

    [Fact]
    public void Calibration_AnyScores_CountsEveryImageOnce() => HeldOut.Sample(pair =>
    {
        var curve = CalibrationCurve.Compute(pair.Scores, pair.Good, 5);
        curve.Bins.Sum(bin => bin.Count).ShouldBe(pair.Scores.Length);
        curve.Bins.Select(bin => bin.MeanScore).ShouldBe(curve.Bins.Select(bin => bin.MeanScore).Order());
        curve.Bins.Sum(bin => bin.Count * bin.GoodShare).ShouldBe(pair.Good.Count(good => good), 1e-9);
        curve.Brier.ShouldBe(pair.Scores.Zip(pair.Good).Average(item => Math.Pow(item.First - (item.Second ? 1 : 0), 2)), 1e-12);
        curve.ExpectedError.ShouldBeInRange(0, 1);
    });

    [Fact]
    public void Calibration_ByHand_IsTheDistanceOfScoreAndShare()
    {
        var curve = CalibrationCurve.Compute([0.1, 0.3, 0.8, 1.0], [false, true, true, true], 2);
        curve.Bins.ShouldBe([new CalibrationBin(0.2, 0.5, 2), new CalibrationBin(0.9, 1, 2)]);
        curve.ExpectedError.ShouldBe(0.2, 1e-12);
        Should.Throw<ArgumentException>(() => CalibrationCurve.Compute([1.5], [true]));
        Should.Throw<ArgumentException>(() => CalibrationCurve.Compute([], []));
    }

    [Fact]
    public void Pairwise_AnyScores_IsThePlainCountOfPairs() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3]).Array[1, 40].Sample(pairs =>
        {
            var (scores, grades) = (pairs.Select(pair => (double)pair.Item1).ToArray(), pairs.Select(pair => (double)pair.Item2).ToArray());
            var (right, all) = (0.0, 0);
            for (var i = 0; i < pairs.Length; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    if (grades[i] != grades[j])
                    {
                        all++;
                        right += scores[i] == scores[j] ? 0.5 : scores[i] > scores[j] == grades[i] > grades[j] ? 1 : 0;
                    }
                }
            }

            var accuracy = RankCorrelation.PairwiseAccuracy(scores, grades);
            if (all == 0)
            {
                accuracy.ShouldBeNull();
            }
            else
            {
                accuracy!.Value.ShouldBe(right / all, 1e-12);
            }
        });
}
