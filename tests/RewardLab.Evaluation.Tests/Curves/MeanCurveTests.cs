using CsCheck;
using RewardLab.Evaluation.Curves;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Metrics;

namespace RewardLab.Evaluation.Tests.Curves;

public sealed class MeanCurveTests
{
    // Few distinct scores, so that there are ties; every prompt has a good image and a bad one.
    private static readonly Gen<(double[] Scores, bool[] Good)> Prompt =
        from rest in Gen.Select(Gen.Int[0, 8], Gen.Bool).Array[0, 30]
        from good in Gen.Int[0, 8]
        from bad in Gen.Int[0, 8]
        select (
            (double[])[good, bad, .. rest.Select(pair => (double)pair.Item1)],
            (bool[])[true, false, .. rest.Select(pair => pair.Item2)]);

    [Fact]
    public void Roc_OfAnyPrompts_RisesFromZeroToOne() =>
        Prompt.Array[1, 6].Sample(prompts =>
        {
            var curve = MeanCurve.Roc(Scores(prompts), Labels(prompts));
            (curve.X[0], curve.Y[0]).ShouldBe((0, 0));
            (curve.X[^1], curve.Y[^1]).ShouldBe((1.0, 1.0));
            for (var i = 1; i < curve.X.Count; i++)
            {
                curve.X[i].ShouldBeGreaterThanOrEqualTo(curve.X[i - 1]);
                curve.Y[i].ShouldBeGreaterThanOrEqualTo(curve.Y[i - 1] - 1e-12);
            }

            curve.PromptCount.ShouldBe(prompts.Length);
        });

    [Fact]
    public void Roc_OfAnyPrompts_HasTheMeanAurocForItsArea() =>
        Prompt.Array[1, 6].Sample(prompts =>
        {
            var curve = MeanCurve.Roc(Scores(prompts), Labels(prompts));
            var area = Enumerable.Range(1, curve.X.Count - 1).Sum(i => (curve.X[i] - curve.X[i - 1]) * (curve.Y[i] + curve.Y[i - 1]) / 2);
            area.ShouldBe(prompts.Average(prompt => RankingMetrics.Auroc(prompt.Scores, prompt.Good)!.Value), 0.006);
        });

    [Fact]
    public void PrecisionRecall_OfAnyPrompts_HasTheMeanAveragePrecisionForItsArea() =>
        Prompt.Array[1, 6].Sample(prompts =>
        {
            var curve = MeanCurve.PrecisionRecall(Scores(prompts), Labels(prompts));
            var area = Enumerable.Range(1, curve.X.Count - 1).Sum(i => (curve.X[i] - curve.X[i - 1]) * curve.Y[i]);
            area.ShouldBe(prompts.Average(prompt => RankingMetrics.Auprc(prompt.Scores, prompt.Good)), 0.05);
            curve.Y.ShouldAllBe(precision => precision > 0 && precision <= 1);
        });

    [Fact]
    public void Roc_OfAPerfectReward_IsTheCorner()
    {
        var curve = MeanCurve.Roc([[3, 2, 1, 0]], [LabelSet.FromGroundTruth([true, true, false, false])]);
        curve.Y[0].ShouldBe(0);
        curve.Y.Skip(1).ShouldAllBe(height => height == 1);
    }

    [Fact]
    public void Roc_OfEqualScores_IsTheDiagonal()
    {
        var curve = MeanCurve.Roc([[1, 1, 1]], [LabelSet.FromGroundTruth([true, false, false])]);
        curve.X.Zip(curve.Y).ShouldAllBe(point => Math.Abs(point.First - point.Second) < 1e-12);
    }

    [Fact]
    public void Interval_OfAMean_HoldsItAndTakesFivePrompts()
    {
        double[][] scores = [[3, 2, 1], [1, 2, 3], [1, 3, 2], [2, 3, 1], [3, 1, 2]];
        LabelSet[] labels = [.. scores.Select(_ => LabelSet.FromGroundTruth([true, false, false]))];
        MeanCurve.Roc(scores, labels).Lower.ShouldBeNull();
        var curve = MeanCurve.Roc(scores, labels, hasIntervals: true);
        MeanCurve.Roc(scores[1..], labels[1..], hasIntervals: true).Lower.ShouldBeNull();
        (curve.Lower![0], curve.Upper![0], curve.Lower![^1], curve.Upper![^1]).ShouldBe((0, 0, 1, 1), "every curve ends there");
        for (var i = 0; i < curve.X.Count; i++)
        {
            curve.Lower![i].ShouldBeLessThanOrEqualTo(curve.Y[i] + 1e-12);
            curve.Upper![i].ShouldBeGreaterThanOrEqualTo(curve.Y[i] - 1e-12);
        }
    }

    [Fact]
    public void Prompts_WithoutBothClasses_AreLeftOut()
    {
        LabelSet[] labels = [LabelSet.FromGroundTruth([true, true]), LabelSet.FromGroundTruth([true, false])];
        MeanCurve.Roc([[1, 2], [2, 1]], labels).PromptCount.ShouldBe(1);
        MeanCurve.Roc([[1, 2]], labels[..1]).X.ShouldBeEmpty();
        Should.Throw<ArgumentException>(() => MeanCurve.Roc([], labels));
    }

    private static double[][] Scores((double[] Scores, bool[] Good)[] prompts) => [.. prompts.Select(prompt => prompt.Scores)];

    private static LabelSet[] Labels((double[] Scores, bool[] Good)[] prompts) => [.. prompts.Select(prompt => LabelSet.FromGroundTruth(prompt.Good))];
}
