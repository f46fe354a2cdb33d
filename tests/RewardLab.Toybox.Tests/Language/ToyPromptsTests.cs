using RewardLab.Toybox.Language;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests.Language;

public sealed class ToyPromptsTests
{
    [Fact]
    public void Sets_TheirSizesAndEnds_AreAsDocumented()
    {
        ToyPrompts.Counting.Count.ShouldBe(24);
        ToyPrompts.Counting[0].ShouldBe("an apple");
        ToyPrompts.Counting[^1].ShouldBe("four stars");
        ToyPrompts.Counting.ShouldContain("three fish");
        ToyPrompts.Pairs.Count.ShouldBe(15);
        ToyPrompts.Pairs[0].ShouldBe("an apple and a ball");
        ToyPrompts.CountedPairs.Count.ShouldBe(75);
        ToyPrompts.CountedPairs[^1].ShouldBe("a fish and three stars");
        ToyPrompts.All.Distinct().Count().ShouldBe(114);
    }

    [Fact]
    public void Sets_EveryPrompt_AsksForAtMostFourAndFitsAnImage() =>
        ToyPrompts.All.ShouldAllBe(p => ToyPrompt.Parse(p).Counts.Total <= ToyPrompts.MaxTotal);

    [Fact]
    public void Vocabulary_AnyCaption_UsesItsWordsAlone()
    {
        var random = new ToyRandom(4);
        var options = new CaptionOptions { DropCountProbability = 0.3, WrongCountProbability = 0.3, DropClassProbability = 0.3, LeadProbability = 0.3 };
        for (var i = 0; i < 2_000; i++)
        {
            var caption = Captioner.Caption(SceneSampler.SampleCounts(6, random), options, random);
            caption.Replace(",", " ,").Split(' ').ShouldAllBe(word => ToyWords.Vocabulary.Contains(word));
        }
    }
}
