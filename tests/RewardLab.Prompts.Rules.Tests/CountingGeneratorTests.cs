using RewardLab.Abstractions;

namespace RewardLab.Prompts.Rules.Tests;

public sealed class CountingGeneratorTests
{
    [Theory]
    [InlineData("three apples", "an apple|two apples|four apples|five apples")]
    [InlineData("an apple", "two apples|three apples")]
    [InlineData("one apple", "two apples|three apples")]
    [InlineData("three deer", "a deer|two deer|four deer|five deer")]
    [InlineData("two fish", "a fish|three fish|four fish")]
    [InlineData("two hours", "an hour|three hours|four hours")]
    [InlineData("two unicorns", "a unicorn|three unicorns|four unicorns")]
    [InlineData("two one-eyed monsters", "a one-eyed monster|three one-eyed monsters|four one-eyed monsters")]
    [InlineData("a teddy bear", "two teddy bears|three teddy bears")]
    [InlineData("two red boxes", "a red box|three red boxes|four red boxes")]
    [InlineData("2 orange mice", "1 orange mouse|3 orange mice|4 orange mice")]
    [InlineData("twenty cups", "eighteen cups|nineteen cups|twenty-one cups|twenty-two cups")]
    [InlineData("ninety-nine balloons", "ninety-seven balloons|ninety-eight balloons|100 balloons|101 balloons")]
    [InlineData("a photo of two cats", "a photo of a cat|a photo of three cats|a photo of four cats")]
    [InlineData("Two dogs.", "A dog.|Three dogs.|Four dogs.")]
    [InlineData("a photo: two cats, oil on canvas", "a photo: a cat, oil on canvas|a photo: three cats, oil on canvas|a photo: four cats, oil on canvas")]
    [InlineData("a drawing showing two cats", "a drawing showing a cat|a drawing showing three cats|a drawing showing four cats")]
    [InlineData("two cats on a table", "a cat on a table|three cats on a table|four cats on a table")]
    [InlineData("two dogs playing in the snow", "a dog playing in the snow|three dogs playing in the snow|four dogs playing in the snow")]
    [InlineData("a dog running", "two dogs running|three dogs running")]
    [InlineData("two dogs chasing cats", "a dog chasing cats|three dogs chasing cats|four dogs chasing cats")]
    [InlineData("two red smiling faces", "a red smiling face|three red smiling faces|four red smiling faces")]
    [InlineData("a heart made of wood", "two hearts made of wood|three hearts made of wood")]
    [InlineData("a red colored dog", "two red colored dogs|three red colored dogs")]
    [InlineData("an old moped", "two old mopeds|three old mopeds")]
    [InlineData("a smiling face", "two smiling faces|three smiling faces")]
    [InlineData("a cat dressed in red", "two cats dressed in red|three cats dressed in red")]
    [InlineData("two cups of tea", "a cup of tea|three cups of tea|four cups of tea")]
    [InlineData("a red building", "two red buildings|three red buildings")]
    [InlineData("an SUV", "two SUVs|three SUVs")]
    [InlineData("studio light, two Oranges", "studio light, an Orange|studio light, three Oranges|studio light, four Oranges")]
    public void Generate_OfAPrompt_WritesOtherCounts(string prompt, string expected) =>
        Generators.Counting().ContrastivePrompts(prompt).ShouldBe(expected.Split('|'));

    [Theory]
    [InlineData("", "counts no object")]
    [InlineData("cats", "counts no object")]
    [InlineData("the cat", "counts no object")]
    [InlineData("three", "no noun")]
    [InlineData("zero cats", "counts no object")]
    [InlineData("a photo of the sea", "only the image itself")]
    [InlineData("a drawing showing cats", "\"showing\" in the middle")]
    [InlineData("a cat and a ball", "composition")]
    [InlineData("two cats two balls", "composition")]
    [InlineData("a cat and dogs", "does not count")]
    [InlineData("dogs and a cat", "only some")]
    [InlineData("a cat, a dog and a ball", "more than two")]
    [InlineData("a cat and a dog and a ball", "more than two")]
    [InlineData("three apples are red", "verb \"are\"")]
    [InlineData("a cat sits", "verb \"sits\"")]
    [InlineData("a dog chasing cats", "\"chasing\" in the middle")]
    [InlineData("a 1960s photo with animals", "only the image itself")]
    [InlineData("a sign that says hello", "clause with \"that\"")]
    [InlineData("two cats sleep", "verb \"sleep\"")]
    [InlineData("1001 cats", "counts no object")]
    public void Generate_OfWhatItCannotCount_SaysWhyInOneLine(string prompt, string reason)
    {
        var generator = Generators.Counting();
        generator.CanHandle(prompt).ShouldBeFalse();
        var message = Should.Throw<RewardLabException>(() => generator.Generate(prompt, TestContext.Current.CancellationToken)).Message;
        message.ShouldContain($"\"{prompt}\"");
        message.ShouldContain(reason);
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void Generate_OfHostileText_IsRefusedQuickly()
    {
        var generator = Generators.Counting();
        generator.CanHandle(new string('a', 100_000)).ShouldBeFalse();
        Should.Throw<RewardLabException>(() => generator.Generate("a\ncat\n" + new string('x', 5000), TestContext.Current.CancellationToken))
            .Message.ShouldNotContain("\n");
        generator.CanHandle("\ud800 \0 a").ShouldBeFalse();
    }

    [Fact]
    public void Generate_WithAWiderReach_GoesFurther() =>
        Generators.Counting(reach: 4).ContrastivePrompts("three cats").ShouldBe(["a cat", "two cats", "four cats", "five cats", "six cats", "seven cats"]);

    [Fact]
    public void Generate_AnyPrompt_NamesTheRuleAsItsSource() =>
        Generators.Counting().Generate("three cats", TestContext.Current.CancellationToken).Provenance
            .ShouldBe(new PromptProvenance(PromptProvenanceKind.Rule, "counting"));
}
