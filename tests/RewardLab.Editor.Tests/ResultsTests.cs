using RewardLab.Editor.Results;
using RewardLab.Reports.Charts;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>What a run found, as the Results tab shows it.</summary>
[Collection(EditorCollection.Name)]
public sealed class ResultsTests : IDisposable
{
    private static readonly ResultTable Table = new(
        "Rewards",
        ["reward", "AUROC", "images"],
        [
            ["clip", "0.612 [0.58, 0.64]", 30], ["TextNorm", "0.792 [0.77, 0.81]", 4], ["  lead over clip", "+0.180 [+0.15, +0.21] *", null],
            ["none", null, 200],
        ]);

    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-results-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public void Sort_ByAColumn_OrdersNumbersAndKeepsLeadsWithTheirReward()
    {
        var sorted = new SortedTable(Table);

        sorted.SortBy(1);
        First(sorted).ShouldBe(["TextNorm", "  lead over clip", "clip", "none"]);
        sorted.SortBy(1);
        First(sorted).ShouldBe(["clip", "TextNorm", "  lead over clip", "none"]);
        sorted.SortBy(2);
        First(sorted).ShouldBe(["none", "clip", "TextNorm", "  lead over clip"]);
        sorted.ToTable().ToCsv().ShouldBe(
            "reward,AUROC,images\nnone,,200\nclip,\"0.612 [0.58, 0.64]\",30\nTextNorm,\"0.792 "
            + "[0.77, 0.81]\",4\n  lead over clip,\"+0.180 [+0.15, +0.21] *\",\n");
        sorted.SortBy(2);
        sorted.SortBy(2);
        First(sorted).ShouldBe(["clip", "TextNorm", "  lead over clip", "none"]);
    }

    [Theory]
    [InlineData("0.712 [0.68, 0.74]", 0.712)]
    [InlineData("+0.058 *", 0.058)]
    [InlineData("62%", 62.0)]
    [InlineData("1e-3", 0.001)]
    [InlineData("-", null)]
    [InlineData("clip", null)]
    [InlineData("", null)]
    public void Number_OfACell_IsTheOneItBeginsWith(string cell, double? number) => SortedTable.NumberOf(cell).ShouldBe(number);

    [Fact]
    public void Pane_OfARun_ShowsTablesHeatMapsAndComparisons()
    {
        Directory.CreateDirectory(Path.Combine(_place, "recipes"));
        Make(1);
        Make(2);
        using var stage = new EditorStage(_place, 120, 40);
        stage.WaitFor("Runs").Press(Key.CursorDown, Key.CursorDown, Key.CursorRight, Key.CursorDown, Key.Enter, Key.CursorDown, Key.Space, Key.T.WithAlt);
        stage.WaitFor("report").WaitFor("AUROC by count").WaitFor("against ");

        stage.Press(Key.CursorDown).WaitFor("images");
        stage.Press(Key.Enter, Key.CursorRight, Key.S).WaitFor("AUROC▾");
        Below(stage.Screen, "reward ").ShouldStartWith("TextNorm");
        stage.Press(Key.T.WithAlt, Key.F6.WithShift);

        stage.Shell.View.Results.Show(stage.Shell.View.Results.Selected is null ? [] : [new ResultEntry("map") { HeatMap = Map }]);
        stage.Frame().ShouldContain("0.91");
        stage.Screen.ShouldContain("three");
    }

    [Fact]
    public void Export_OfATable_WritesNumbersInFullPrecisionAndInTheOrderShown()
    {
        Directory.CreateDirectory(Path.Combine(_place, "recipes"));
        using (var run = new RunStore(Path.Combine(_place, "runs"), new ManualTime()).Create(new RunRecord { Recipe = new RunRecipe { Name = "found" } }))
        {
            ReportWriter.Write(
                run,
                [new ReportTable(new ResultTable("Exact", ["reward", "AUROC"], [["clip", 0.1 + 0.2], ["TextNorm", 2.0 / 3], ["tiny", 1.0 / 3e7]]))]);
            run.Complete();
        }

        using var stage = new EditorStage(_place, 120, 40);
        stage.Bench.Watch(stage.Bench.Store.List().Single());
        stage.Press(Key.T.WithAlt).WaitFor("report").Press(Key.CursorDown).WaitFor("0.667").Press(Key.Enter, Key.CursorRight, Key.S).WaitFor("AUROC▾");
        stage.Screen.ShouldNotContain("0.30000000000000004");

        stage.InDialog(Key.E, Key.Enter).ShouldContain("Export the table as CSV");

        var anywhere = new EnumerationOptions { RecurseSubdirectories = true, MatchCasing = MatchCasing.CaseInsensitive };
        var file = Directory.GetFiles(_place, "*exact*.csv", anywhere);
        File.ReadAllText(file.Single()).ShouldBe("reward,AUROC\nTextNorm,0.6666666666666666\nclip,0.30000000000000004\ntiny,3.3333333333333334E-08\n");
    }

    private static HeatMapChart Map => new("AUROC by count", ["two", "three"], ["cats", "balls"], [[0.91, 0.5], [null, 0.75]]);

    private static string Below(string screen, string heading)
    {
        string[] lines = screen.Split('\n');
        var row = Array.FindIndex(lines, line => line.Contains(heading, StringComparison.Ordinal) && line.Contains("images", StringComparison.Ordinal));
        var column = lines[row].IndexOf(heading, StringComparison.Ordinal);
        return lines[row + 1][column..];
    }

    private static string[] First(SortedTable table) => [.. Enumerable.Range(0, table.Order.Count).Select(row => table[row][0])];

    private void Make(int seed)
    {
        using var run = new RunStore(Path.Combine(_place, "runs"), new ManualTime())
            .Create(new RunRecord { Recipe = new RunRecipe { Name = $"found-{seed}" }, Seed = (ulong)seed });
        using (var png = run.CreateFile("charts/map.png"))
        {
            Map.WritePng(png);
        }

        ReportWriter.Write(run, [new ReportTable(Table), new ReportFigure(Map.Title, "charts/map.png", "a map") { HeatMap = Map }]);
        run.Complete();
    }
}
