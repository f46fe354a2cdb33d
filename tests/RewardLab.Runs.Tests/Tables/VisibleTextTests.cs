using RewardLab.Runs.Tables;

namespace RewardLab.Runs.Tests.Tables;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("a cat", "a cat")]
    [InlineData("猫 🐈 é", "猫 🐈 é")]
    [InlineData("\u001b[31mred\u001b[0m", "\\u001b[31mred\\u001b[0m")]
    [InlineData("\u009b2J", "\\u009b2J")]
    [InlineData("bell\u0007 del\u007f", "bell\\u0007 del\\u007f")]
    [InlineData("user\u202egpj.exe", "user\\u202egpj.exe")]
    [InlineData("\u2066a\u2069\u200f\u061c", "\\u2066a\\u2069\\u200f\\u061c")]
    [InlineData("one\ntwo\tthree\rfour", "one\\ntwo\\tthree\\rfour")]
    [InlineData("one\u2028two", "one\\u2028two")]
    public void Escape_OfOthersWords_LeavesNothingThatActsOnATerminal(string text, string shown) => VisibleText.Escape(text).ShouldBe(shown);

    [Fact]
    public void Escape_OfALoneSurrogate_WritesItOut() => VisibleText.Escape("a" + (char)0xD83D).ShouldBe("a\\ud83d");

    [Fact]
    public void EscapeLines_OfLines_KeepsTheirEndsAlone() =>
        VisibleText.EscapeLines("one\r\ntwo\tthree\rover\n\u001b[2J").ShouldBe("one\r\ntwo\tthree\\rover\n\\u001b[2J");
}
