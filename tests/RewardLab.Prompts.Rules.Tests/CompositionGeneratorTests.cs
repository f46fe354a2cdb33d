using RewardLab.Abstractions;
using RewardLab.Prompts.Rules.Composition;

namespace RewardLab.Prompts.Rules.Tests;

public sealed class CompositionGeneratorTests
{
    [Fact]
    public void Generate_OfOneAndOne_WritesTia2sTwelveItems() =>
        Generators.Composition().ContrastivePrompts("an oil painting of an umbrella and a deer on a beach").ShouldBe(
            new[]
            {
                "an umbrella", "a deer", "two umbrellas and a deer", "an umbrella and two deer", "two umbrellas two deer", "three umbrellas and a deer",
                "an umbrella and three deer", "three umbrellas two deer", "two umbrellas and three deer", "three umbrellas three deer", "an umbrella-like deer",
                "a deer-like umbrella",
            }.Select(objects => $"an oil painting of {objects} on a beach"));

    [Fact]
    public void Generate_OfTwoAndOne_AddsFewerAndSwapped() =>
        Generators.Composition(PairStyle.English).ContrastivePrompts("two cats and a ball").ShouldBe(
        [
            "two cats", "a ball", "three cats and a ball", "two cats and two balls", "three cats and two balls", "four cats and a ball",
            "two cats and three balls",
            "four cats and two balls", "three cats and three balls", "four cats and three balls", "a cat and a ball", "a cat and two balls", "a cat-like ball",
            "two ball-like cats",
        ]);

    [Fact]
    public void Generate_OfThreeAndThree_HasEveryKindOnceAndNeverThePrompt()
    {
        var contrastivePrompts = Generators.Composition().ContrastivePrompts("3 teddy bears & 3 knives");
        contrastivePrompts.ShouldBeUnique();
        contrastivePrompts.ShouldNotContain("3 teddy bears and 3 knives");
        contrastivePrompts.ShouldContain("2 teddy bears and 3 knives");
        contrastivePrompts.ShouldContain("3 teddy bears and 1 knife");
        contrastivePrompts.ShouldContain("2 teddy bears and 2 knives");
        contrastivePrompts.ShouldContain("3 knife-like teddy bears");
        contrastivePrompts.Count.ShouldBe(2 + 8 + 5 + 2);
    }

    [Theory]
    [InlineData("three apples", "counting")]
    [InlineData("a cat and two cats", "same object twice")]
    [InlineData("a cat and the dog", "does not count")]
    [InlineData("a cat and a dog and a cup", "more than two")]
    public void Generate_OfWhatIsNoPair_SaysWhy(string prompt, string reason)
    {
        Generators.Composition().CanHandle(prompt).ShouldBeFalse();
        Should.Throw<RewardLabException>(() => Generators.Composition().Generate(prompt, TestContext.Current.CancellationToken)).Message.ShouldContain(reason);
    }
}
