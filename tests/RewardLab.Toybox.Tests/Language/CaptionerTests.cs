using RewardLab.Toybox.Language;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests.Language;

public sealed class CaptionerTests
{
    private static readonly ToyCounts CatsAndBall = ToyCounts.From((ToyClass.Cat, 3), (ToyClass.Ball, 1));

    [Fact]
    public void Caption_Default_IsTrueInEitherOrder()
    {
        var captions = Sample(CatsAndBall, new CaptionOptions());
        captions.Distinct().Order().ShouldBe(["a ball and three cats", "three cats and a ball"]);
    }

    [Fact]
    public void Caption_CountsAlwaysDropped_NamesPluralsWithoutNumbers() =>
        Sample(CatsAndBall, new CaptionOptions { DropCountProbability = 1, ShuffleOrder = false }).Distinct().Order()
            .ShouldBe(["a ball and cats", "a ball and some cats"]);

    [Fact]
    public void Caption_CountsAlwaysWrong_IsNeverCorrectAndMostlyOffByOne()
    {
        var captions = Sample(ToyCounts.From((ToyClass.Cup, 3)), new CaptionOptions { WrongCountProbability = 1 });
        captions.Distinct().Order().ShouldBe(["a cup", "five cups", "four cups", "two cups"]);
        captions.Count(c => c is "two cups" or "four cups").ShouldBeGreaterThan(captions.Count / 2);
    }

    [Theory]
    [InlineData(1, "three cups", "two cups")]
    [InlineData(ToyWords.MaxCount, "seven cups", "six cups")]
    public void Caption_WrongCountAtTheEnds_StaysInTheLanguageAndWrong(int count, params string[] expected) =>
        Sample(ToyCounts.From((ToyClass.Cup, count)), new CaptionOptions { WrongCountProbability = 1 }).Distinct().Order().ShouldBe(expected);

    [Fact]
    public void Caption_ClassAlwaysDropped_NamesOneOfTwo() =>
        Sample(CatsAndBall, new CaptionOptions { DropClassProbability = 1 }).Distinct().Order().ShouldBe(["a ball", "three cats"]);

    [Fact]
    public void Caption_Faults_OccurAsOftenAsAsked()
    {
        var captions = Sample(ToyCounts.From((ToyClass.Star, 4)), new CaptionOptions { DropCountProbability = 0.25, WrongCountProbability = 0.2 });
        (captions.Count(c => c is "stars" or "some stars") / 1000.0).ShouldBe(0.25, 0.05);
        (captions.Count(c => c == "four stars") / 1000.0).ShouldBe(0.75 * 0.8, 0.05);
    }

    [Fact]
    public void Caption_ThreeClasses_JoinsWithCommas() =>
        Captioner.Caption(ToyCounts.From([ToyClass.Apple, ToyClass.Cat, ToyClass.Star]), new CaptionOptions { ShuffleOrder = false }, new ToyRandom(0))
            .ShouldBe("an apple, a cat and a star");

    [Fact]
    public void Caption_Nothing_IsRefused() =>
        Should.Throw<ArgumentException>(() => Captioner.Caption(ToyCounts.None, new CaptionOptions(), new ToyRandom(0)));

    private static List<string> Sample(ToyCounts counts, CaptionOptions options)
    {
        var random = new ToyRandom(21);
        return [.. Enumerable.Range(0, 1_000).Select(_ => Captioner.Caption(counts, options, random))];
    }
}
