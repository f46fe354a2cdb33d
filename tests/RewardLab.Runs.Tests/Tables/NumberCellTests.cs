using System.Text.Json;
using RewardLab.Evaluation.Statistics;
using RewardLab.Runs.Tables;

namespace RewardLab.Runs.Tests.Tables;

public sealed class NumberCellTests
{
    private static readonly ResultTable Table = new(
        "t",
        ["reward", "AUROC", "p"],
        [
            ["clip", new ConfidenceInterval(0.75, 0.5, 1, 12), NumberCell.OfP(0.00001)],
            ["few", new ConfidenceInterval(0.25, null, null, 3), NumberCell.Missing],
            ["none", NumberCell.From((ConfidenceInterval?)null), null],
        ]);

    [Fact]
    public void Csv_OfIntervals_HasNumbersInColumnsOfTheirOwn() => Table.ToCsv().ShouldBe(
        "reward,AUROC,AUROC low,AUROC high,AUROC n,p\nclip,0.75,0.5,1,12,1E-05\nfew,0.25,,,3,\nnone,,,,,\n");

    [Fact]
    public void Text_OfIntervals_IsWhatPeopleRead()
    {
        Table.Shown[0].ShouldBe(["clip", "0.750 [0.50, 1.00]", "< 0.0001"]);
        Table.Shown[1].ShouldBe(["few", "0.250 [-]", "-"]);
        Table.Shown[2].ShouldBe(["none", "-", ""]);
    }

    [Fact]
    public void Json_OfIntervals_HasNumbersByName()
    {
        using var json = JsonDocument.Parse(ResultTableJson.Create(Table).ToJsonString());
        var rows = json.RootElement.GetProperty("rows");
        rows[0].GetProperty("AUROC").GetProperty("value").GetDouble().ShouldBe(0.75);
        rows[0].GetProperty("AUROC").GetProperty("low").GetDouble().ShouldBe(0.5);
        rows[0].GetProperty("AUROC").GetProperty("high").GetDouble().ShouldBe(1);
        rows[0].GetProperty("AUROC").GetProperty("n").GetInt32().ShouldBe(12);
        rows[0].GetProperty("p").GetDouble().ShouldBe(0.00001);
        rows[1].GetProperty("AUROC").GetProperty("low").ValueKind.ShouldBe(JsonValueKind.Null);
        rows[1].GetProperty("p").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Json_OfColumnsWithOneHeading_KeepsBoth()
    {
        var row = ResultTableJson.Create(new ResultTable("", ["lead", "lead"], [[1, 2]]))["rows"]![0]!;
        row["lead"]!.GetValue<long>().ShouldBe(1);
        row["lead (2)"]!.GetValue<long>().ShouldBe(2);
    }
}
