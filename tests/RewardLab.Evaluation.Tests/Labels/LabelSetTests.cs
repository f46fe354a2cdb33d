using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Tests.Metrics;

namespace RewardLab.Evaluation.Tests.Labels;

public sealed class LabelSetTests
{
    [Fact]
    public void FromLabels_OnEveryGoldenCase_EqualsTheReference()
    {
        foreach (var golden in GoldenCase.ReadAll())
        {
            var labels = LabelSet.FromLabels(Array.ConvertAll(golden.HumanLabels, codes => Array.ConvertAll(codes, code => (LabelValue)code)));
            labels.Good.ToArray().ShouldBe(golden.Good);
            labels.Mean.ToArray().ShouldBe(golden.Aggregate, 1e-15);
            labels.HasBothClasses.ShouldBe(golden.Auroc is not null);
        }
    }

    [Theory]
    [InlineData("comprehensive", 16)]
    [InlineData("counting", 4)]
    [InlineData("composition", 5)]
    public void FromLabels_OnTia2_GivesThePublishedShareOfGoodImages(string set, int leftOut)
    {
        using var annotations = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOrSkip($"tia2/human_annotations/human_labels_{set}.json")));
        using var scores = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOrSkip($"tia2/alignment_scores/alignment_scores_{set}.json")));
        var byPrompt = annotations.RootElement.EnumerateObject()
            .GroupBy(image => image.Value.GetProperty("caption").GetString()!, image =>
                image.Value.GetProperty("human_labels").EnumerateArray().Select(code => (LabelValue)code.GetInt32()).ToArray())
            .ToDictionary(group => group.Key, group => LabelSet.FromLabels([.. group]));

        byPrompt.Values.Count(labels => !labels.HasBothClasses).ShouldBe(leftOut);
        foreach (var prompt in scores.RootElement.EnumerateObject())
        {
            var labels = byPrompt[prompt.Name];
            ((double)labels.GoodCount / labels.Count).ShouldBe(prompt.Value.GetProperty("human").GetDouble(), 1e-12);
        }
    }

    [Fact]
    public void FromGroundTruth_EachImage_HasAMeanOfOneOrZero()
    {
        var labels = LabelSet.FromGroundTruth([true, false]);
        labels.Mean.ToArray().ShouldBe([1.0, 0.0]);
        labels.GoodCount.ShouldBe(1);
        LabelSet.FromGroundTruth([true, true]).HasBothClasses.ShouldBeFalse();
    }

    [Fact]
    public void FromLabels_WithoutALabelOrOfAnUnknownOne_NamesTheImage()
    {
        Should.Throw<RewardLabException>(() => LabelSet.FromLabels([[LabelValue.Good], []])).Message.ShouldContain("Image 1");
        Should.Throw<RewardLabException>(() => LabelSet.FromLabels([[(LabelValue)2]])).Message.ShouldContain("has label 2");
    }
}
