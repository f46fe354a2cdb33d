using RewardLab.Prompts.LanguageModels.Answers;

namespace RewardLab.Prompts.LanguageModels.Tests.Answers;

/// <summary>Answers as chat models write them.</summary>
public sealed class MarkupTests
{
    private const string Prompt = "a red car on a wet street";

    public static TheoryData<string> ListsOfTwo =>
    [
        "[\"**a blue car on a wet street**\", \"**two red cars on a wet street**\"]",
        "[\"`a blue car on a wet street`\", \"`two red cars on a wet street`\"]",
        "[\"\\\"a blue car on a wet street\\\"\", \"\u201ctwo red cars on a wet street\u201d\"]",
        "[\"1. a blue car on a wet street\", \"2. two red cars on a wet street\"]",
        "[\"- a blue car on a wet street\", \"* two red cars on a wet street\"]",
        "[\"a **blue** car on a wet street\", \"__two red cars__ on a wet street\"]",
        "[\"a *blue* car on a wet street\", \"_two_ red cars on a wet street\"]",
        "[\"a ~~red~~ **blue** car on a wet street\", \"***two red cars*** on a wet street\"]",
        "[\"a <b>blue</b> car on a wet street\", \"<strong>two red cars</strong> on a wet street\"]",
        "[\"**Color:** a blue car on a wet street\", \"**Count**: two red cars on a wet street\"]",
        "[\"a blue car on a wet street **(wrong color)**\", \"two red cars on a wet street *(counting)*\"]",
        "[\"a blue car on a wet street (**color**)\", \"two red cars on a wet street \u2014 **count**\"]",
        "1. **a blue car on a wet street**\n2. **two red cars on a wet street**",
        "1. **a blue car on a wet street** \u2013 the color is wrong\n2. **two red cars on a wet street** \u2013 one too many",
        "1. **a blue car on a wet street**: the color is wrong\n2. **two red cars on a wet street**: one too many",
        "1. **Wrong color:** a blue car on a wet street\n2. **Wrong number:** two red cars on a wet street",
        "1. **Wrong color**: \"a blue car on a wet street\"\n2. **Wrong number**: \"two red cars on a wet street\"",
        "**1.** a blue car on a wet street\n**2.** two red cars on a wet street",
        "**1. a blue car on a wet street**\n**2. two red cars on a wet street**",
        "### 1. a blue car on a wet street\n### 2. two red cars on a wet street",
        "1\\. a blue car on a wet street\n2\\. two red cars on a wet street",
        "1. `a blue car on a wet street`  \n2. `two red cars on a wet street`  ",
        "1. **\"a blue car on a wet street\"**,\n2. **\"two red cars on a wet street\"**",
        "1. **a blue car on a wet street**\n   - *the color is wrong*\n2. **two red cars on a wet street**\n   - one too many",
        "- **a blue car on a wet street**\n- **two red cars on a wet street**",
        "Here are two captions:\n\n* a blue car on a wet street\n* two red cars on a wet street\n\nLet me know!",
        "\u2022 `a blue car on a wet street`\n\u2022 `two red cars on a wet street`",
        "- [ ] a blue car on a wet street\n- [ ] two red cars on a wet street",
        "<think>\nMaybe [\"x\"]\n1. no\n</think>\n[\"a blue car on a wet street\", \"two red cars on a wet street\"]",
        "```markdown\n1. **a blue car on a wet street**\n2. **two red cars on a wet street**\n```",
    ];

    [Theory]
    [MemberData(nameof(ListsOfTwo))]
    public void Parse_MarkdownAroundItems_IsNoPartOfThem(string answer) =>
        ListParser.Parse(answer, Prompt).ShouldBe(["a blue car on a wet street", "two red cars on a wet street"]);

    [Theory]
    [InlineData("a poster of M*A*S*H")]
    [InlineData("5 * 3 * 2 written on a board")]
    [InlineData("a screenshot of snake_case_name and __init__.py")]
    [InlineData("a sign that reads \"STOP\"")]
    [InlineData("\"STOP\" on a sign beside \"GO\"")]
    [InlineData("a 24-hour shop - closed")]
    [InlineData("3 cats and 2. FC K\u00f6ln's flag")]
    [InlineData("a hotel with four stars ****")]
    [InlineData("rock 'n' roll in the '70s")]
    [InlineData("(red car:1.3), [masterpiece], {a|b}")]
    [InlineData("a t-shirt with the word f**k on it and s**t below")]
    [InlineData("a heart <3 and a > b")]
    [InlineData("a car (wrong color)")]
    [InlineData("C# and F# on two keyboards, #1 on a jersey")]
    [InlineData("a label: red")]
    [InlineData("the file a_b_c.txt in ~/home ~ here")]
    [InlineData("it's the dogs' bowl")]
    public void Parse_WhatBelongsToAText_Stays(string text) =>
        ListParser.Parse(System.Text.Json.JsonSerializer.Serialize(new[] { text, "another" })).ShouldBe([text, "another"]);

    [Theory]
    [InlineData("a t-shirt with the text **SALE**", "a t-shirt with the text **SAEL**")]
    [InlineData("a page that shows `ls -l`", "a page that shows `ls -a`")]
    [InlineData("\"hello\" on a wall", "\"hullo\"")]
    [InlineData("a web page with <b>news</b>", "a web page with <b>sports</b>")]
    public void Parse_MarkupThatThePromptHolds_Stays(string prompt, string text) =>
        ListParser.Parse(System.Text.Json.JsonSerializer.Serialize(new[] { text, "another" }), prompt).ShouldBe([text, "another"]);

    [Theory]
    [InlineData("a sign that says **STOP**", "a sign that says STOP")]
    [InlineData("\u4e00\u8f86**\u84dd\u8272**\u7684\u8f66", "\u4e00\u8f86\u84dd\u8272\u7684\u8f66")]
    [InlineData("a poster of M\\*A\\*S\\*H", "a poster of M*A*S*H")]
    [InlineData("> a blue car", "a blue car")]
    [InlineData("**a blue car**.", "a blue car.")]
    [InlineData("'a blue car'", "a blue car")]
    public void Parse_MarkupOfOtherKinds_IsTakenOff(string text, string expected) =>
        ListParser.Parse(System.Text.Json.JsonSerializer.Serialize(new[] { text, "another" })).ShouldBe([expected, "another"]);

    [Fact]
    public void Parse_NumbersThatAreNotTheItems_Stay() =>
        ListParser.Parse("[\"7. symphony on a poster\", \"9. symphony on a poster\"]").ShouldBe(["7. symphony on a poster", "9. symphony on a poster"]);
}
