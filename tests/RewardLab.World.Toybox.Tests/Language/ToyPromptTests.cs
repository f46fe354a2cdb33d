using RewardLab.Abstractions;
using RewardLab.World.Toybox.Language;
using RewardLab.World.Toybox.Scenes;

namespace RewardLab.World.Toybox.Tests.Language;

public sealed class ToyPromptTests
{
    [Theory]
    [InlineData("three apples", "3 apple")]
    [InlineData("an apple", "1 apple")]
    [InlineData("one star", "1 star")]
    [InlineData("a cat and a ball", "1 ball, 1 cat")]
    [InlineData("two cats and three balls", "3 ball, 2 cat")]
    [InlineData("a fish", "1 fish")]
    [InlineData("two fish", "2 fish")]
    [InlineData("two fishes", "2 fish")]
    [InlineData("8 cups", "8 cup")]
    [InlineData("a picture of two fish and a cup", "1 cup, 2 fish")]
    [InlineData("a realistic photo of three apples three balls", "3 apple, 3 ball")]
    [InlineData("An apple, two balls, and a cat.", "1 apple, 2 ball, 1 cat")]
    public void Parse_WellFormedPrompt_GivesItsCounts(string text, string counts) =>
        ToyPrompt.Parse(text).Counts.ToString().ShouldBe(counts);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("and")]
    [InlineData("apples")]
    [InlineData("some apples")]
    [InlineData("no apples")]
    [InlineData("nine apples")]
    [InlineData("three dogs")]
    [InlineData("a red apple")]
    [InlineData("a cat and")]
    [InlineData("and a cat")]
    [InlineData("a cat and and a ball")]
    [InlineData("a cat and a cat")]
    [InlineData("an apple-like ball")]
    [InlineData("three apples on a table")]
    [InlineData("a picture of")]
    public void TryParse_AnythingElse_IsRefused(string? text) => ToyPrompt.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Parse_UnknownPrompt_SaysWhatToWrite() =>
        Should.Throw<RewardLabException>(() => ToyPrompt.Parse("three dogs")).Message.ShouldContain("'three dogs'");

    [Fact]
    public void Parse_EveryPromptOfTheSets_IsReadBackAsWritten()
    {
        foreach (var text in ToyPrompts.All)
        {
            var counts = ToyPrompt.Parse(text).Counts;
            Captioner.Caption(counts, new CaptionOptions { ShuffleOrder = false }, new ToyRandom(0)).ShouldBe(text);
        }
    }
}
