using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Statistics;
using RewardLab.Reports.Charts;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Tests.Documents;

public sealed class RunResultsTests : IDisposable
{
    private static readonly Gen<object?> Cells = Gen.OneOf<object?>(
        Gen.String.Select(text => (object?)text),
        Gen.Long.Select(number => (object?)number),
        Gen.Double.Select(number => (object?)number),
        Gen.Int[-1000, 1000].Select(eighths => (object?)(eighths / 8f)),
        Gen.Const((object?)null));

    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-results-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_PartsOfAReport_ComeBackInTheirOrder()
    {
        var table = new ResultTable("AUROC", ["reward", "AUROC"], [["clip", 0.75]]);
        ReportItem[] items =
        [
            new ReportSection("Results"),
            new ReportNote("one\n\ntwo"),
            new ReportFigure("curves", "charts/c.png", "two curves") { Caption = "below", VectorPath = "charts/c.svg", PixelRatio = 2 },
            new ReportTable(table),
        ];

        var again = RoundTrip(RunResults.From(items));

        again.Items.Take(3).ShouldBe(items.Take(3));
        again.Items[3].ShouldBeOfType<ReportTable>().Table.ShouldBeSameAs(again.Tables.ShouldHaveSingleItem());
    }

    [Fact]
    public void Read_ResultsOfTheFirstVersion_ShowTheirTables() =>
        RunResultsJson.Read(
            """{"tables":[{"title":"T","columns":[{"heading":"a","alignment":"Automatic","format":null}],"rows":[["x"]],"footnotes":[]}],"heatMaps":[]}""")
            .Items.ShouldHaveSingleItem().ShouldBeOfType<ReportTable>().Table.Title.ShouldBe("T");

    [Fact]
    public void Write_NumbersWithIntervals_AreNumbersAndComeBack()
    {
        var table = new ResultTable(
            "T",
            ["reward", "AUROC", "p"],
            [
                ["clip", new ConfidenceInterval(0.75, 0.5, 1, 12), NumberCell.OfP(0.00001)],
                ["few", new ConfidenceInterval(0.25, null, null, 3), NumberCell.Missing],
                ["odd", new NumberCell("inf", double.PositiveInfinity) { IsInterval = true }, null],
            ]);
        using var stream = new MemoryStream();
        new RunResults { Tables = [table] }.Write(stream);
        var text = System.Text.Encoding.UTF8.GetString(stream.ToArray());

        using var json = System.Text.Json.JsonDocument.Parse(text);
        var cell = json.RootElement.GetProperty("tables")[0].GetProperty("rows")[0][1];
        (cell.GetProperty("value").GetDouble(), cell.GetProperty("low").GetDouble(), cell.GetProperty("high").GetDouble()).ShouldBe((0.75, 0.5, 1));
        cell.GetProperty("n").GetInt32().ShouldBe(12);
        cell.GetProperty("text").GetString().ShouldBe("0.750 [0.50, 1.00]");
        RunResultsJson.Read(text).Tables.ShouldHaveSingleItem().Rows.SelectMany(row => row).ShouldBe(table.Rows.SelectMany(row => row));
    }

    [Fact]
    public void Read_IntervalsThatWereText_AreShownAsTheyWere()
    {
        var table = RunResultsJson.Read(
            """{"tables":[{"title":"","columns":[{"heading":"a","alignment":"Automatic","format":null}],"rows":[["0.750 [0.50, """
            + """1.00]"]],"footnotes":[]}],"heatMaps":[]}""")
            .Tables.ShouldHaveSingleItem();
        table.Shown[0].ShouldBe(["0.750 [0.50, 1.00]"]);
        table.ToCsv().ShouldBe("a\n\"0.750 [0.50, 1.00]\"\n");
    }

    [Fact]
    public void Tables_OfAnyCells_ComeBackAsTheyAreShown() => Cells.Array[3].List[0, 5].Sample(rows =>
    {
        var table = new ResultTable(
            "title | \"x\"",
            [new TableColumn("a", ColumnAlignment.Left), new TableColumn("b", Format: "0.0"), new TableColumn("c")],
            rows) { Footnotes = ["one", "two"] };

        var again = RoundTrip(new RunResults { Tables = [table] }).Tables.ShouldHaveSingleItem();

        again.ToText().ShouldBe(table.ToText());
        again.ToMarkdown().ShouldBe(table.ToMarkdown());
    }, threads: 1);

    [Fact]
    public void HeatMap_WithGaps_ComesBackWhole()
    {
        var map = new HeatMapChart("AUROC", ["one", "two"], ["cats"], [[0.25], [null]])
        {
            Centre = 0.5,
            Low = 0,
            High = 1,
            Palette = ChartPalette.ColourBlindSafe,
            Format = "0.000",
        };

        var again = RoundTrip(new RunResults { HeatMaps = [map] }).HeatMaps.ShouldHaveSingleItem();

        again.Describe().ShouldBe(map.Describe());
        again.Values[0].ShouldBe([0.25]);
        again.Values[1].ShouldBe([null]);
        again.ColorOf(0.25).ShouldBe(map.ColorOf(0.25));
        again.ColorOf(0.5).ShouldBe(((byte)255, (byte)255, (byte)255));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"tables":[{}],"heatMaps":[]}""")]
    [InlineData("""{"tables":[{"title":"t","columns":[{"heading":"a","alignment":"Sideways","format":null}],"rows":[],"footnotes":[]}],"heatMaps":[]}""")]
    [InlineData("""{"tables":[{"title":"t","columns":[{"heading":"a","alignment":"Left","format":null}],"rows":[[1,2]],"footnotes":[]}],"heatMaps":[]}""")]
    public void Read_DamagedFile_SaysSoInOneLine(string json)
    {
        File.WriteAllText(Path.Combine(_folder, RunResults.FileName), json);

        var message = Should.Throw<RewardLabException>(() => RunResults.Read(_folder)).Message;

        message.ShouldContain("results.json: damaged");
        message.ShouldNotContain("\n");
    }

    [Fact]
    public void Read_NoFile_IsEmpty() => RunResults.Read(_folder).Tables.ShouldBeEmpty();

    private RunResults RoundTrip(RunResults results)
    {
        using (var file = File.Create(Path.Combine(_folder, RunResults.FileName)))
        {
            results.Write(file);
        }

        return RunResults.Read(_folder);
    }
}
