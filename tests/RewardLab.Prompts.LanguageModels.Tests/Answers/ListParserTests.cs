using System.Text.Json;
using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Prompts.LanguageModels.Answers;

namespace RewardLab.Prompts.LanguageModels.Tests.Answers;

public sealed class ListParserTests
{
    // Pieces that lists, and what looks like lists, are made of.
    private static readonly Gen<string> Mixture = Gen.OneOf(
        Gen.String,
        One(
            "[", "]", "\"", "\",", "[\"a cat\"", "\"two dogs\"", "\n", "1. ", "2) ", "3: ", "```", "```json\n", "\\u", "\\ud83d", "\u201c", "\u201d", ": ", "{",
            "}", ",", "- ", "text", "\r\n", "\0")).Array[0, 12].Select(string.Concat);

    public static TheoryData<string> ListsOfTwo =>
    [
        "[\"two cats\", \"a \\\"red\\\" dog\"]",
        "  [\n  \"two cats\",\n  \"a \\\"red\\\" dog\",\n]\n",
        "Here you are:\n[\"two cats\", \"a \\\"red\\\" dog\"]\nAnything else [or not]?",
        "Here you are: [\"two cats\", \"a \\\"red\\\" dog\"]",
        "{\"captions\": [\"two cats\", \"a \\\"red\\\" dog\"]}",
        "```json\n[\"two cats\", \"a \\\"red\\\" dog\"]\n```",
        "Fine.\n\n```\n1. two cats\n2. a \"red\" dog\n```\nThat's all.",
        "1. two cats\n2. a \"red\" dog",
        "Sure:\n\n1) two cats\n\n2) a \"red\" dog\n\nDone.",
        "1: \"two cats\"\n2: \"a \\\"red\\\" dog\"\r\n",
        "\"two cats\"\n\"a \\\"red\\\" dog\"",
        "They are\n- \"two cats\",\n- \"a \\\"red\\\" dog\"\nand no more",
        "- two cats\n- a \"red\" dog",
        "\u201ctwo cats\u201d\n\u201ca \"red\" dog\u201d",
    ];

    [Theory]
    [MemberData(nameof(ListsOfTwo))]
    public void List_OfAKnownForm_IsRead(string answer) => ListParser.Parse(answer).ShouldBe(["two cats", "a \"red\" dog"]);

    [Theory]
    [InlineData("")]
    [InlineData("I cannot do that.")]
    [InlineData("two cats\na dog")]
    [InlineData("[\"two cats\", 3]")]
    [InlineData("[\"two cats\", \"a dog\"")]
    [InlineData("[[\"two cats\"]]")]
    [InlineData("He said \"two cats\" and \"a dog\"")]
    [InlineData("In my list [\"two cats\"] there is one")]
    [InlineData("2. two cats\n3. a dog")]
    [InlineData("1. two cats\n3. a dog")]
    [InlineData("[\"two cats\"]\n[\"a dog\"]")]
    [InlineData("1. two cats\nor\n1. a dog")]
    [InlineData("\"two cats\"\nor\n\"a dog\"")]
    public void Answer_WithoutOneList_IsRefusedOnOneLine(string answer) =>
        Should.Throw<RewardLabException>(() => ListParser.Parse(answer)).Message.ShouldNotContain('\n');

    [Fact]
    public void Answer_AnyText_GivesAListOrOneLineOfError() => Mixture.Sample(answer =>
    {
        try
        {
            ListParser.Parse(answer).ShouldAllBe(text => text == text.Trim());
        }
        catch (RewardLabException exception)
        {
            exception.Message.ShouldNotContain('\n');
            exception.Message.Length.ShouldBeLessThan(200);
        }
    });

    // Without backslashes: an escaped mark is a mark once its escape is read.
    [Fact]
    public void List_WrittenAsJson_ReadsAsItself() => Gen.String.Where(text => text.Trim() == text && !text.Contains('\\')).Array[0, 8].Sample(texts =>
    {
        var json = JsonSerializer.Serialize(texts);
        var read = ListParser.Parse(json);
        ListParser.Parse(JsonSerializer.Serialize(read)).ShouldBe(read);
        read.Count.ShouldBe(texts.Length);
    });

    [Fact]
    public void Parse_HundredThousandBrackets_CostsInProportion() => ProcessorTime.Of(static () =>
    {
        Should.Throw<RewardLabException>(() => ListParser.Parse(string.Concat(Enumerable.Repeat("[\"\n", 100_000))));
        Should.Throw<RewardLabException>(() => ListParser.Parse(string.Concat(Enumerable.Repeat("```\n", 100_000))));
    }).ShouldBeLessThan(TimeSpan.FromSeconds(3));

    private static Gen<string> One(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
