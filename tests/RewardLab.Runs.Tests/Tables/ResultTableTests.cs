using RewardLab.Runs.Tables;

namespace RewardLab.Runs.Tests.Tables;

public sealed class ResultTableTests
{
    private static readonly ResultTable Table = new(
        "Alignment",
        [new TableColumn("reward"), new TableColumn("AUROC"), new TableColumn("95%", ColumnAlignment.Right), new TableColumn("n", Format: "N0")],
        [["caption|raw", 0.71234, "[0.70, 0.72]", 1200], ["préférence", null, "[-]", 5]])
    {
        Footnotes = ["95%: bootstrap over prompts."],
    };

    [Fact]
    public void Text_OfATable_IsAligned() => Table.ToText().ShouldBe(
        """
        Alignment
        reward       AUROC           95%      n
        -----------  -----  ------------  -----
        caption|raw  0.712  [0.70, 0.72]  1,200
        préférence                   [-]      5
        95%: bootstrap over prompts.

        """.ReplaceLineEndings("\n"));

    [Fact]
    public void Markdown_OfATable_EscapesAndAligns() => Table.ToMarkdown().ShouldBe(
        """
        ### Alignment

        | reward | AUROC | 95% | n |
        | --- | ---: | ---: | ---: |
        | caption\|raw | 0.712 | [0.70, 0.72] | 1,200 |
        | préférence |  | [-] | 5 |

        95%: bootstrap over prompts.

        """.ReplaceLineEndings("\n"));

    [Fact]
    public void Csv_OfATable_KeepsFullPrecision() =>
        Table.ToCsv().ShouldBe("reward,AUROC,95%,n\ncaption|raw,0.71234,\"[0.70, 0.72]\",1200\npréférence,,[-],5\n");

    [Fact]
    public void Text_OfManyRows_ReadsEachCellAFewTimes()
    {
        var reads = 0;
        var rows = Enumerable.Range(0, 2000).Select(i => new CountedRow([$"r{i}", i], () => reads++)).ToArray();

        new ResultTable("", ["name", "value"], rows).ToText(80).Split('\n').Length.ShouldBe(2003);

        reads.ShouldBeLessThan(12 * 2 * rows.Length);
    }

    [Fact]
    public void Row_OfAnotherLength_IsRefused() =>
        Should.Throw<ArgumentException>(() => new ResultTable("t", ["a", "b"], [["only one"]])).Message.ShouldContain("'t'");

    [Fact]
    public void Table_WithoutRows_ShowsItsHeadings() => new ResultTable("", ["a", "b"], []).ToText().ShouldBe("a  b\n-  -\n");

    private sealed class CountedRow(object?[] cells, Action read) : IReadOnlyList<object?>
    {
        public int Count => cells.Length;

        public object? this[int index]
        {
            get
            {
                read();
                return cells[index];
            }
        }

        public IEnumerator<object?> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
