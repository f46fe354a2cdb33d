using CsCheck;
using RewardLab.Runs.Tables;

namespace RewardLab.Runs.Tests.Tables;

public sealed class TextColumnsTests
{
    [Theory]
    [InlineData("cat", 3)]
    [InlineData("猫が二匹", 8)]
    [InlineData("고양이", 6)]
    [InlineData("ＡＢ", 4)]
    [InlineData("é", 1)]
    [InlineData("e\u0301", 1)]
    [InlineData("ไม้", 2)]
    [InlineData("🐈", 2)]
    [InlineData("👩‍👩‍👧", 2)]
    [InlineData("❤️", 2)]
    [InlineData("", 0)]
    public void Count_OfText_IsTheColumnsOfATerminal(string text, int columns) => TextColumns.Count(text).ShouldBe(columns);

    [Fact]
    public void Fold_OfALine_BreaksBetweenWords() =>
        TextColumns.Fold("a reward that agrees with people", 12).ShouldBe(["a reward", "that agrees", "with people"]);

    [Fact]
    public void Fold_OfAnInterval_KeepsItWhole() => TextColumns.Fold("0.750 [0.50, 1.00] *", 14).ShouldBe(["0.750", "[0.50, 1.00] *"]);

    [Fact]
    public void Fold_OfAWordThatIsTooWide_BreaksWithinIt()
    {
        TextColumns.Fold("猫が二匹", 5).ShouldBe(["猫が", "二匹"]);
        TextColumns.Fold("ab 0123456789", 4).ShouldBe(["ab", "0123", "4567", "89"]);
    }

    [Fact]
    public void Fold_OfAnyText_FitsAndLosesNothing() => Gen.Select(Gen.String[Gen.Int[0, 5].Select(i => "ab []猫"[i]), 0, 60], Gen.Int[2, 20])
        .Sample((text, columns) =>
        {
            var lines = TextColumns.Fold(text, columns);
            lines.ShouldAllBe(line => TextColumns.Count(line) <= columns);
            string.Concat(lines).Replace(" ", "").ShouldBe(text.Replace(" ", ""));
        });
}
