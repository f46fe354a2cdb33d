using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Torch.Text;

namespace RewardLab.Torch.Tests.Text;

public sealed class BertTokenizerTests
{
    private static readonly string[] Words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "red", "ball", "##s", "!", "\u2192", "cafe", "\u4e2d", "the"];

    [Theory]
    [InlineData("a red ball", new[] { 2, 5, 6, 7, 3 })]
    [InlineData("A RED balls!", new[] { 2, 5, 6, 7, 8, 9, 3 })]
    [InlineData("caf\u00e9 \u2192 zebra", new[] { 2, 11, 10, 1, 3 })]
    [InlineData("a\u4e2da", new[] { 2, 5, 12, 5, 3 })]
    [InlineData("a\u0000 \ufffdr\u00aded\u00a0ball\u0085", new[] { 2, 5, 6, 7, 3 })]
    [InlineData("a [MASK] ball[SEP]", new[] { 2, 5, 4, 7, 3, 3 })]
    [InlineData("[mask] a", new[] { 2, 1, 1, 1, 5, 3 })]
    [InlineData("", new[] { 2, 3 })]
    public void Encode_SmallVocabulary_GivesIds(string text, int[] ids) => Open().Encode(text).ShouldBe(ids);

    [Fact]
    public void Encode_TooLong_KeepsTheEnd()
    {
        var tokenizer = Open(maxLength: 4);

        tokenizer.Encode("a red ball the").ShouldBe([2, 5, 6, 3]);
        tokenizer.CountTokens("a red ball the").ShouldBe(6);
        tokenizer.EncodePadded(["a red ball", "a"]).IsCut.ShouldBe([true, false]);
        tokenizer.EncodePadded(["a"]).AttentionMask.ShouldBe([1, 1, 1, 0]);
    }

    [Fact]
    public void Encode_WordOfAHundredAndOneLetters_IsUnknown() => Open().Encode(new string('a', 101)).ShouldBe([2, 1, 3]);

    [Theory]
    [InlineData("a")]
    [InlineData("!")]
    [InlineData("[")]
    [InlineData("[MASK]")]
    [InlineData("\u4e2d")]
    [InlineData("e\u0301\u0316")]
    [InlineData("a:~")]
    public void Encode_HundredThousandLetters_CostsInProportion(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 100_000 / part.Length));

        ProcessorTime.Of(() =>
        {
            Open().Encode(text).Length.ShouldBeInRange(3, 32);
            Open().Encode(BlipCaption.Clean(text)).Length.ShouldBeInRange(2, 32);
        }).ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Encode_AnyText_HoldsKnownIdsBetweenBeginAndEnd()
    {
        var tokenizer = Open(maxLength: 16);

        Gen.String[Gen.Char, 0, 60].Sample(text =>
        {
            var ids = tokenizer.Encode(text);
            ids.Length.ShouldBeInRange(2, 16);
            ids[0].ShouldBe(2);
            ids[^1].ShouldBe(3);
            ids.ShouldAllBe(id => id >= 0 && id < Words.Length);
        });
    }

    [Fact]
    public void FromFile_NoVocabulary_SaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["vocab.txt"], ["one", "two"]);

        Should.Throw<RewardLabException>(() => BertTokenizer.FromFile(folder["vocab.txt"], 8)).Message.ShouldContain("[CLS], [SEP], [PAD], [UNK], [MASK]");
        Should.Throw<RewardLabException>(() => BertTokenizer.FromFile(folder["none.txt"], 8)).Message.ShouldContain("none.txt");
    }

    [Fact]
    public void FromFile_RepeatedToken_NamesBothLines()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["vocab.txt"], [.. Words, "ball"]);

        Should.Throw<RewardLabException>(() => BertTokenizer.FromFile(folder["vocab.txt"], 8))
            .Message.ShouldContain("line 15 repeats the token 'ball' of line 8");
    }

    [Fact]
    public void Clean_GoldenCaptions_AreAsTheReferenceCleansThem()
    {
        using var document = System.Text.Json.JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "blip2", "blip_caption.json")));

        foreach (var entry in document.RootElement.EnumerateArray())
        {
            BlipCaption.Clean(entry.GetProperty("text").GetString()!).ShouldBe(entry.GetProperty("blip_caption").GetString());
        }
    }

    private static BertTokenizer Open(int maxLength = 32)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder["vocab.txt"], Words);
        return BertTokenizer.FromFile(folder["vocab.txt"], maxLength);
    }
}
