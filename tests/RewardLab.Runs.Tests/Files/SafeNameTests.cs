using CsCheck;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Tests.Files;

public sealed class SafeNameTests
{
    [Theory]
    [InlineData("Three apples!", "three-apples")]
    [InlineData("01-quickstart", "01-quickstart")]
    [InlineData("TextNorm(CLIP, tau=1)", "textnorm-clip-tau-1")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("リンゴ", "unnamed")]
    public void Name_OfWords_IsTheirLettersAndHyphens(string text, string expected) => SafeName.From(text).ShouldBe(expected);

    [Fact]
    public void Name_OfAnything_IsOnePlainPathSegment() => Gen.String.Sample(text =>
    {
        var name = SafeName.From(text);
        name.Length.ShouldBeInRange(1, 60);
        name.ShouldMatch("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$");
    });
}
