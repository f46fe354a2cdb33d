using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Language;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests.Language;

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
    [InlineData("a pink apple")]
    [InlineData("red apples")]
    [InlineData("no cat")]
    [InlineData("a cat but a ball")]
    [InlineData("a cat without a cat")]
    [InlineData("two balls without ball without ball")]
    [InlineData("more cats than cats")]
    [InlineData("more cats")]
    [InlineData("more cats than two balls")]
    [InlineData("two cuts")]
    [InlineData("two aapplees")]
    [InlineData("two 3")]
    [InlineData("a cat and")]
    [InlineData("and a cat")]
    [InlineData("a cat and and a ball")]
    [InlineData("a cat and a cat")]
    [InlineData("an apple-like ball")]
    [InlineData("three apples on a table")]
    [InlineData("a picture of")]
    public void TryParse_AnythingElse_IsRefused(string? text) => ToyPrompt.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("tow apples", "2 apple")]
    [InlineData("thre fishes", "3 fish")]
    [InlineData("a catt and a bal", "1 ball, 1 cat")]
    [InlineData("an aple and two cpus", "1 apple, 2 cup")]
    [InlineData("four strs", "4 star")]
    [InlineData("three yelow stars", "3 star")]
    public void Parse_OneSlipAWord_IsReadAsMeant(string text, string counts) =>
        ToyPrompt.Parse(text).Counts.ToString().ShouldBe(counts);

    [Theory]
    [InlineData("two apples but no cups", "2 apple")]
    [InlineData("a cat without a ball", "1 cat")]
    [InlineData("no cat, three balls", "3 ball")]
    [InlineData("two fish and a star without any cups", "2 fish, 1 star")]
    public void Parse_WhatShallBeMissing_AddsNothing(string text, string counts) =>
        ToyPrompt.Parse(text).Counts.ToString().ShouldBe(counts);

    [Fact]
    public void Parse_Colours_AreThoseOfTheirNoun() =>
        ToyPrompt.Parse("a yellow star, two balls and three purple cups").Demands.ShouldBe(
            [new ToyDemand(ToyClass.Star, 1, ToyColour.Yellow), new ToyDemand(ToyClass.Ball, 2, null), new ToyDemand(ToyClass.Cup, 3, ToyColour.Purple)]);

    [Theory]
    [InlineData("more cats than balls", 2, 1, 0)]
    [InlineData("more cats than balls", 4, 2, 0)]
    [InlineData("more cats than balls", 1, 0, 2)]
    [InlineData("more cats than balls", 2, 2, 1)]
    [InlineData("more cats than balls", 1, 3, 3)]
    [InlineData("fewer cats than balls", 1, 3, 0)]
    [InlineData("fewer cats than balls", 0, 3, 1)]
    [InlineData("fewer cats than balls", 0, 0, 3)]
    public void WrongObjects_OfComparisons_AreTheFewestEdits(string text, int cats, int balls, int expected)
    {
        var prompt = ToyPrompt.Parse(text);
        Seen([.. Objects(ToyClass.Cat, cats), .. Objects(ToyClass.Ball, balls)]).WrongObjects(prompt).ShouldBe(expected);
        Seen([.. Objects(ToyClass.Cat, cats), .. Objects(ToyClass.Ball, balls), .. Objects(ToyClass.Star, 2)]).WrongObjects(prompt).ShouldBe(expected + 2);
    }

    [Theory]
    [InlineData(2, 0, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(0, 2, 2)]
    [InlineData(2, 1, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(1, 0, 1)]
    [InlineData(0, 1, 2)]
    [InlineData(4, 4, 6)]
    public void WrongObjects_OfColours_CountMissingAndRecoloured(int red, int others, int expected) =>
        Seen([.. Objects(ToyClass.Apple, red, ToyColour.Red), .. Objects(ToyClass.Apple, others, ToyColour.Green)])
            .WrongObjects(ToyPrompt.Parse("two red apples"))
            .ShouldBe(expected);

    [Fact]
    public void WrongObjects_OfPlainCounts_AreTheDistance() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 5], Gen.Int[0, 5]).Sample((wanted, apples, cups) =>
            Seen([.. Objects(ToyClass.Apple, apples), .. Objects(ToyClass.Cup, cups)]).WrongObjects(ToyPrompt.Parse(ToyWords.Phrase(ToyClass.Apple, wanted)))
                .ShouldBe(Math.Abs(apples - wanted) + cups));

    private static ImageInspection Seen(InspectedObject[] objects) => new() { Objects = objects, UnknownCount = 0, Fidelity = 1 };

    private static IEnumerable<InspectedObject> Objects(ToyClass toyClass, int count, ToyColour? colour = null) =>
        Enumerable.Repeat(new InspectedObject(toyClass, 0, 0, 16, 16, colour, 1, 1), count);

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
