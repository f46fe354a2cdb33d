using CsCheck;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Tests.Text;

public sealed class OneLineTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("  two\r\n\tlines  ", "two lines")]
    [InlineData("\u001b[31mred\u0007", "[31mred")]
    [InlineData("a\u001b[31mb\u202ec\nd", "a [31mbc d")]
    [InlineData("left\u202eright\u200b", "leftright")]
    [InlineData("a\u2028b\u2029c", "a b c")]
    [InlineData("zwei B\u00e4ren \U0001f43b", "zwei B\u00e4ren \U0001f43b")]
    [InlineData("\n\n", "")]
    public void Format_TextOfStrangers_IsOneVisibleLine(string text, string expected) => OneLine.Format(text).ShouldBe(expected);

    [Fact]
    public void Format_TooLong_EndsInAnEllipsisBetweenCharacters()
    {
        OneLine.Format("abcd", 3).ShouldBe("abc…");
        OneLine.Format("abc", 3).ShouldBe("abc");
        OneLine.Format("ab \U0001f43b", 4).ShouldBe("ab…");
        OneLine.Short(new string('x', 81)).ShouldBe(new string('x', 80) + "…");
    }

    [Fact]
    public void Format_AnyText_HasNoControlAndKeepsItsLength() => Gen.Select(Gen.String, Gen.Int[1, 30]).Sample((text, length) =>
    {
        var line = OneLine.Format(text, length);
        line.ShouldAllBe(character => !char.IsControl(character) && character != '\u2028' && character != '\u202e');
        line.TrimEnd('…').Length.ShouldBeLessThanOrEqualTo(length);
        OneLine.Format(line, length + 1).ShouldBe(line);
    });

    [Theory]
    [InlineData("one", "one")]
    [InlineData("\n  \n first \nsecond", "first")]
    [InlineData("", "")]
    [InlineData(" \r\n ", "")]
    public void FirstLine_OfText_IsTheFirstThatHasAny(string text, string expected) => OneLine.FirstLine(text).ShouldBe(expected);

    [Fact]
    public void FirstLine_OfALongMessage_StaysWhole() =>
        OneLine.FirstLine(new IOException(new string('a', 500) + "\nException raised from check at Tensor.cpp:1")).ShouldBe(new string('a', 500));

    [Fact]
    public void Format_AnException_NamesItsType() =>
        OneLine.Format(new InvalidDataException("bad\nvalue")).ShouldBe("InvalidDataException: bad value");
}
