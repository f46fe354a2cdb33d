using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Tables;

namespace RewardLab.Evaluation.Tests.Tables;

public sealed class EvaluationTableTests
{
    private static readonly LabelSet Mixed = LabelSet.FromGroundTruth([true, true, false, false]);
    private static readonly LabelSet AllGood = LabelSet.FromGroundTruth([true, true, true, true]);

    [Fact]
    public void Summarise_PromptsOfOneClass_AreLeftOutAndCounted()
    {
        var table = new EvaluationTable();
        table.Add("clip", "a cat", [4f, 3, 2, 1], Mixed);
        table.Add("clip", "a dog", [4f, 1, 3, 2], Mixed);
        table.Add("clip", "a cup", [4f, 3, 2, 1], AllGood);
        var summary = table.Summarise("clip", Metric.Auroc);
        summary.Interval!.Mean.ShouldBe((1 + 0.5) / 2);
        summary.Interval.Count.ShouldBe(2);
        summary.LeftOut.ShouldBe(1);
        table.LeftOut.ShouldBe(1);
        table.Summarise("clip", Metric.Auprc).Interval!.Count.ShouldBe(2);
    }

    [Fact]
    public void Summarise_WhereNoPromptHasBothClasses_HasNoInterval()
    {
        var table = new EvaluationTable();
        table.Add("clip", "a cup", [4f, 3, 2, 1], AllGood);
        var summary = table.Summarise("clip", Metric.Auroc);
        summary.Interval.ShouldBeNull();
        summary.LeftOut.ShouldBe(1);
    }

    [Fact]
    public void Summarise_OfConstantScores_CountsTheUndefinedCorrelation()
    {
        var table = new EvaluationTable(new EvaluationOptions { Metrics = Metric.All });
        table.Add("clip", "a cat", [1f, 1, 1, 1], Mixed);
        table.Add("clip", "a dog", [4f, 3, 2, 1], Mixed);
        var summary = table.Summarise("clip", Metric.Spearman);
        summary.Undefined.ShouldBe(1);
        summary.Interval!.Count.ShouldBe(1);
    }

    [Fact]
    public void Summarise_OfAveragePrecision_CountsPromptsWhereOrderDecided()
    {
        var table = new EvaluationTable(new EvaluationOptions { Metrics = [Metric.AveragePrecisionAt(2)] });
        table.Add("clip", "a cat", [3f, 1, 1, 1], Mixed);
        table.Add("clip", "a dog", [4f, 3, 2, 1], Mixed);
        table.Summarise("clip", Metric.AveragePrecisionAt(2)).PromptsWithTies.ShouldBe(1);
    }

    [Fact]
    public void Summarise_OfAveragePrecisionAtMoreThanThereAre_IsNoneAndCounted()
    {
        var table = new EvaluationTable(new EvaluationOptions { Metrics = [Metric.AveragePrecisionAt(4), Metric.AveragePrecisionAt(5)] });
        table.Add("clip", "a cat", [4f, 3, 2, 1], Mixed);
        table.Add("clip", "a dog", [5f, 4, 3, 2, 1], LabelSet.FromGroundTruth([true, true, false, false, false]));
        var four = table.Summarise("clip", Metric.AveragePrecisionAt(4));
        (four.Interval!.Count, four.TooFewImages, four.Undefined).ShouldBe((2, 0, 0));
        var five = table.Summarise("clip", Metric.AveragePrecisionAt(5));
        (five.Interval!.Count, five.TooFewImages, five.Undefined).ShouldBe((1, 1, 0));
    }

    [Fact]
    public void Compare_PromptsInAnotherOrder_ArePairedByPrompt()
    {
        var table = new EvaluationTable();
        table.Add("raw", "a cat", [1f, 2, 3, 4], Mixed);
        table.Add("raw", "a dog", [4f, 3, 2, 1], Mixed);
        table.Add("raw", "a cup", [4f, 1, 3, 2], Mixed);
        table.Add("textnorm", "a cup", [4f, 3, 2, 1], Mixed);
        table.Add("textnorm", "a dog", [4f, 3, 2, 1], Mixed);
        table.Add("textnorm", "a cat", [1f, 2, 3, 4], Mixed);
        var difference = table.Compare("textnorm", "raw", Metric.Auroc);
        (difference.Wins, difference.Ties, difference.Losses).ShouldBe((1, 2, 0));
        difference.Interval!.Mean.ShouldBe(0.5 / 3, 1e-12);
        difference.Interval.HasEnds.ShouldBeFalse();
        difference.PValue.ShouldBeNull("three prompts say too little");

        var turned = table.Compare("raw", "textnorm", Metric.Auroc);
        (turned.Wins, turned.Ties, turned.Losses).ShouldBe((0, 2, 1));
        turned.Interval!.Mean.ShouldBe(-0.5 / 3, 1e-12);
    }

    [Fact]
    public void Compare_OfDifferentPrompts_NamesTheOneThatIsAlone()
    {
        var table = new EvaluationTable();
        table.Add("raw", "a cat", [1f, 2, 3, 4], Mixed);
        table.Add("raw", "a dog", [1f, 2, 3, 4], Mixed);
        table.Add("textnorm", "a cat", [1f, 2, 3, 4], Mixed);
        Should.Throw<RewardLabException>(() => table.Compare("raw", "textnorm", Metric.Auroc)).Message.ShouldContain("\"a dog\"");
        Should.Throw<RewardLabException>(() => table.Compare("textnorm", "raw", Metric.Auroc)).Message.ShouldContain("\"a dog\"");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Add_OfAScoreThatIsNotFinite_NamesRewardPromptAndImage(float score)
    {
        var table = new EvaluationTable();
        var message = Should.Throw<RewardLabException>(() => table.Add("clip", "a cat", [1f, 2, score, 4], Mixed)).Message;
        message.ShouldContain("clip");
        message.ShouldContain("\"a cat\"");
        message.ShouldContain("image 2");
        table.Prompts.ShouldBeEmpty();
    }

    [Fact]
    public void Add_OfMismatches_IsRefused()
    {
        var table = new EvaluationTable();
        Should.Throw<RewardLabException>(() => table.Add("clip", "a cat", [1f, 2, 3], Mixed)).Message.ShouldContain("3 scores");
        table.Add("clip", "a cat", [1f, 2, 3, 4], Mixed);
        Should.Throw<RewardLabException>(() => table.Add("clip", "a cat", [1f, 2, 3, 4], Mixed)).Message.ShouldContain("already");
        Should.Throw<RewardLabException>(() => table.Add("blip", "a cat", [1f, 2, 3, 4], AllGood)).Message.ShouldContain("differ");
        Should.Throw<RewardLabException>(() => table.Summarise("blip", Metric.Auroc)).Message.ShouldContain("clip");
        Should.Throw<RewardLabException>(() => table.Summarise("clip", Metric.Kendall)).Message.ShouldContain("Kendall");
        Should.Throw<RewardLabException>(() => new EvaluationTable(new EvaluationOptions { Permutations = 1 })).Message.ShouldContain("Permutations");
    }
}
