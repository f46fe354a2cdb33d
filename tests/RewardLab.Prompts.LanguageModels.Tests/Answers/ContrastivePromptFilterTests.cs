using CsCheck;
using RewardLab.Prompts.LanguageModels.Answers;

namespace RewardLab.Prompts.LanguageModels.Tests.Answers;

public sealed class ContrastivePromptFilterTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String,
        One("a", "the", "cat", "Cat", "cats", "two", " ", "-", "!", "\u0001", "\ud83d", "\ud83d\udc31", "é", "e", "\u202e", "\n"))
            .Array[0, 5].Select(parts => string.Join(' ', parts));

    [Theory]
    [InlineData("A cat on the mat.")]
    [InlineData("cat on mat")]
    [InlineData("  a  CAT, on an mat!  ")]
    [InlineData("a cat\non a mat")]
    [InlineData("a cat on two\u0007 mats")]
    [InlineData("a cat \u202eon two mats")]
    [InlineData("...")]
    [InlineData("")]
    public void Text_ThatIsNoContrast_IsLeftOut(string text) => ContrastivePromptFilter.Keep("a cat on a mat", [text], []).ShouldBeEmpty();

    [Fact]
    public void Text_OfBrokenUnicodeOrTooLong_IsLeftOut() =>
        ContrastivePromptFilter.Keep("a cat", ["half \ud83d a pair", new string('x', 401), "\ud83d\udc31 whole", new string('x', 400)], [])
            .ShouldBe(["\ud83d\udc31 whole", new string('x', 400)]);

    [Theory]
    [InlineData("two cats on a mat")]
    [InlineData("a cat on a màt")]
    [InlineData("a mat on a cat")]
    [InlineData("a cat under a mat")]
    public void Text_ThatDiffersInAWord_IsKept(string text) => ContrastivePromptFilter.Keep("a cat on a mat", [text], []).ShouldBe([text]);

    [Fact]
    public void Text_ThatIsThereAlready_IsLeftOut() =>
        ContrastivePromptFilter.Keep("a cat", ["a dog", "The dog!", "a fox", "a hen"], ["one FOX", "the hen"]).ShouldBe(["a dog", "a fox"]);

    [Fact]
    public void ContrastivePrompts_AnyTexts_AreUniqueAndNeverThePrompt() =>
        Gen.Select(Texts, Texts.Array[0, 8], Texts.Array[0, 3]).Sample((prompt, candidates, already) =>
        {
            var kept = ContrastivePromptFilter.Keep(prompt, candidates, already);
            kept.ShouldNotContain(prompt.Trim());
            kept.Select(ContrastivePromptFilter.Key).ShouldNotContain(ContrastivePromptFilter.Key(prompt));
            kept.Select(ContrastivePromptFilter.Key).ShouldBeUnique();
            kept.Intersect(already.Select(text => text.Trim())).ShouldBeEmpty();
            kept.ShouldAllBe(text => !text.Any(char.IsControl));
            ContrastivePromptFilter.Keep(prompt, kept, already).ShouldBe(kept);
        });

    private static Gen<string> One(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
