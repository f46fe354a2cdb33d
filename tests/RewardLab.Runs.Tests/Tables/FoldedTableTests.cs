using RewardLab.Runs.Tables;

namespace RewardLab.Runs.Tests.Tables;

public sealed class FoldedTableTests
{
    [Fact]
    public void Table_WiderThanTheTerminal_IsFoldedBetweenWords()
    {
        var table = new ResultTable(
            "A title that is longer than the terminal is wide, so it is folded too",
            ["option", "meaning"],
            [["epochs", "how many times the images of a batch are looked at again"], ["seed", "root of all chance"]])
        {
            Footnotes = ["A footnote of more than forty columns, between words."],
        };

        table.ToText(40).ShouldBe(
            """
            A title that is longer than the terminal
            is wide, so it is folded too
            option  meaning
            ------  --------------------------------
            epochs  how many times the images of a
                    batch are looked at again
            seed    root of all chance
            A footnote of more than forty columns,
            between words.

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Table_OfWideCharacters_StaysAligned()
    {
        var table = new ResultTable("", ["prompt", "n"], [["猫が二匹", 2], ["two cats", 12]]);
        table.ToText().ShouldBe("prompt     n\n--------  --\n猫が二匹   2\ntwo cats  12\n");
    }

    [Fact]
    public void Table_WhoseWordsDoNotFitSideBySide_HasALineForEachCell()
    {
        var hash = new string('a', 30);
        var text = new ResultTable("", ["file", "SHA-256"], [["a-name-of-thirty-characters.dll", hash], ["b", hash]]).ToText(50);
        text.ShouldBe($"file     a-name-of-thirty-characters.dll\nSHA-256  {hash}\n\nfile     b\nSHA-256  {hash}\n");
    }

    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    public void Table_OfMetrics_FitsTheTerminal(int columns)
    {
        string[] headings = ["reward", "AUROC", "AUPRC", "AP@5", "AP@10", "Spearman"];
        var table = new ResultTable("", headings, [["textnorm-imagereward", .. headings.Skip(1).Select(_ => (object)"0.750 [0.50, 1.00]")]]);
        table.ToText(columns).Split('\n').ShouldAllBe(line => line.Length <= columns);
    }

    [Fact]
    public void Table_WithControlCharacters_ShowsThem()
    {
        var text = new ResultTable("", ["prompt"], [["two\u001b[2Jcats\nand"]]).ToText();
        text.ShouldContain("two\\u001b[2Jcats\\nand");
        text.ShouldNotContain("\u001b");
    }
}
