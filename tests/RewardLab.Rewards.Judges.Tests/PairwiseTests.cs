using RewardLab.Abstractions;

namespace RewardLab.Rewards.Judges.Tests;

public sealed class PairwiseTests
{
    [Fact]
    public void Comparison_IsAskedInBothOrders()
    {
        // A judge that sees the brighter image, and likes what comes first.
        using var bench = new JudgeWorkbench(request => JudgeWorkbench.Colours(request) is [var first, var second] && first > second
            ? JudgeReply.Candidates(("A", 0.75), (" A", 0.15), ("B", 0.1))
            : JudgeReply.Candidates(("B", 0.6), ("a", 0.2), ("A", 0.2)));
        var reward = Make(bench);
        reward.IsPairwise.ShouldBeTrue();

        var comparisons = reward.Compare([Pair(7, 3), Pair(3, 7)], PairwiseQuestion.Alignment, JudgeWorkbench.Token);

        comparisons[0].ShownFirst.ShouldBe(0.9, 1e-12);
        comparisons[0].ShownSecond.ShouldBe(0.6, 1e-12);
        comparisons[0].Preference.ShouldBe(0.75, 1e-12);
        comparisons[0].DependsOnOrder.ShouldBeFalse();
        comparisons[1].Preference.ShouldBe(0.25, 1e-12);
        bench.Server.Requests.Count.ShouldBe(2, "the second pair is the first in the other order");
        JudgeWorkbench.Text(bench.Server.Requests.First()).ShouldContain("\"two cats\"");
    }

    [Fact]
    public void Comparison_ByThePlaceAlone_DependsOnTheOrder()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Candidates(("A", 0.8), ("B", 0.2)));
        var comparison = Make(bench).Compare([Pair(7, 3)], PairwiseQuestion.Quality, JudgeWorkbench.Token).ShouldHaveSingleItem();
        comparison.Preference.ShouldBe(0.5, 1e-12);
        comparison.DependsOnOrder.ShouldBeTrue();
        JudgeWorkbench.Text(bench.Server.Requests.First()).ShouldContain("better quality");
    }

    [Fact]
    public void Comparison_OfImagesOfDifferentSizes_IsMade()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Candidates(("A", 0.8), ("B", 0.2)));
        var pair = new ImagePair(JudgeWorkbench.Images(1), new ImageBatch(new byte[2 * 9 * 3], 1, 2, 9), "two cats");
        Make(bench).Compare([pair], PairwiseQuestion.Quality, JudgeWorkbench.Token).Count.ShouldBe(1);
    }

    [Fact]
    public void Comparison_WithoutAnAnswer_IsNamed()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Candidates(("Both", 0.8)));
        var message = Should.Throw<RewardLabException>(
            () => Make(bench).Compare([Pair(1, 2), Pair(3, 4)], PairwiseQuestion.Alignment, JudgeWorkbench.Token)).Message;
        message.ShouldContain("of 2, \"two cats\": model 'eye' answers neither 'a' nor 'b' but \"Both\"");
    }

    [Fact]
    public void Comparison_BySamples_CountsThem()
    {
        using var bench = new JudgeWorkbench(request =>
            JudgeReply.Text(request.Json.GetProperty("seed").GetInt64() == 0 ? "Image B is better."[6..] : "A."));
        var comparison = Make(bench, options => options with { Samples = 4, Temperature = 1 })
            .Compare([Pair(1, 2)], PairwiseQuestion.Alignment, JudgeWorkbench.Token).ShouldHaveSingleItem();
        comparison.ShownFirst.ShouldBe(0.75, 1e-12);
        comparison.ShownSecond.ShouldBe(0.25, 1e-12);
    }

    [Fact]
    public void Compare_OfAnotherMethod_IsRefused()
    {
        using var bench = new JudgeWorkbench(_ => JudgeReply.Yes(0.5));
        var reward = bench.Make();
        reward.IsPairwise.ShouldBeFalse();
        Should.Throw<RewardLabException>(() => reward.Compare([Pair(1, 2)], PairwiseQuestion.Alignment, JudgeWorkbench.Token))
            .Message.ShouldContain("method=pairwise");
    }

    private static VlmReward Make(JudgeWorkbench bench, Func<VlmOptions, VlmOptions>? change = null) =>
        bench.Make(options => (change?.Invoke(options) ?? options) with { Method = JudgeMethod.Pairwise });

    private static ImagePair Pair(byte first, byte second) => new(Image(first), Image(second), "two cats");

    private static ImageBatch Image(byte colour) =>
        new(Enumerable.Repeat(colour, JudgeWorkbench.Side * JudgeWorkbench.Side * 3).ToArray(), 1, JudgeWorkbench.Side, JudgeWorkbench.Side);
}
