namespace RewardLab.Tests.Documentation;

public sealed class ShellLineTests
{
    [Theory]
    [InlineData("a b", "a|b")]
    [InlineData("a  'b c' \"d e\"f", "a|b c|d ef")]
    [InlineData("a '' b#c # d", "a||b#c")]
    [InlineData("A_B=c d e=f", "d|e=f")]
    [InlineData("a > b", "a")]
    public void Commands_OfOneCommand_AreItsWords(string line, string words) => ShellLine.Commands(line).ShouldHaveSingleItem().ShouldBe(words.Split('|'));

    [Theory]
    [InlineData("a && b | c & d ; e", 5)]
    [InlineData("# a", 0)]
    [InlineData("", 0)]
    [InlineData("A=b", 0)]
    public void Commands_OfALine_AreCounted(string line, int count) => ShellLine.Commands(line).Count.ShouldBe(count);
}
