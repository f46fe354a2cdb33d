using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Metrics;

namespace RewardLab.Evaluation.Tests.Metrics;

public sealed class MetricTests
{
    [Fact]
    public void Parse_OfEveryKey_GivesTheMetric()
    {
        foreach (var metric in Metric.All)
        {
            Metric.Parse(metric.Key).ShouldBe(metric);
        }

        Metric.Parse("ap7").ShouldBe(Metric.AveragePrecisionAt(7));
        Metric.Parse("AP7").Name.ShouldBe("AP@7");
        Metric.Parse("ap7-possible").ShouldBe(Metric.AveragePrecisionAt(7, PrecisionNormalisation.Possible));
        Metric.Parse("ap7-possible").Name.ShouldBe("AP@7 possible");
        Metric.Normalised(Metric.Default, PrecisionNormalisation.Found, PrecisionNormalisation.Possible).Select(metric => metric.Key)
            .ShouldBe(["auroc", "auprc", "ap5", "ap5-possible", "ap10", "ap10-possible", "ap25", "ap25-possible"]);
        Metric.Parse("ap7").ShouldNotBe(Metric.AveragePrecisionAt(8));
    }

    [Theory]
    [InlineData("ap0")]
    [InlineData("ap-1")]
    [InlineData("aps")]
    [InlineData("accuracy")]
    [InlineData("")]
    public void Parse_OfAnUnknownKey_NamesItAndTheKnownOnes(string key) =>
        Should.Throw<RewardLabException>(() => Metric.Parse(key)).Message.ShouldContain($"\"{key}\": use auroc, auprc");

    [Fact]
    public void Compute_ForCorrelations_TakesTheMeanLabel()
    {
        var labels = LabelSet.FromLabels(
            [
                [LabelValue.Good, LabelValue.Good, LabelValue.Inconclusive], [LabelValue.Good, LabelValue.Good, LabelValue.Good],
                [LabelValue.Bad, LabelValue.Bad, LabelValue.Inconclusive],
            ]);
        Metric.Kendall.Compute([2, 3, 1], labels).ShouldBe(1);
        Metric.Spearman.Compute([3, 2, 1], labels).ShouldBe(0.5);
        Metric.Auroc.Compute([3, 2, 1], labels).ShouldBe(1);
    }
}
