using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Tests.Text;

public sealed class OneLineTests
{
    [Theory]
    [InlineData("one", "one")]
    [InlineData("\n  \n first \nsecond", "first")]
    [InlineData("", "")]
    [InlineData(" \r\n ", "")]
    public void FirstLine_OfText_IsTheFirstThatHasAny(string text, string expected) => OneLine.FirstLine(text).ShouldBe(expected);

    [Fact]
    public void FirstLine_OfALongMessage_StaysWhole() =>
        OneLine.FirstLine(new IOException(new string('a', 500) + "\nmore")).ShouldBe(new string('a', 500));

    [Fact]
    public void Of_ControlAndFormattingCharacters_LeavesNoneOfThem() => OneLine.Format("a\u001b[31mb\u202ec\nd").ShouldBe("a [31mbc d");

    [Fact]
    public void Of_LongText_IsCut() => OneLine.Format(new string('a', 500)).ShouldBe(new string('a', 200) + "…");
}
