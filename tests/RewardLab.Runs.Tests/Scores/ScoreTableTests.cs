using RewardLab.Abstractions;
using RewardLab.Runs.Scores;

namespace RewardLab.Runs.Tests.Scores;

public sealed class ScoreTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AppendCsv_ToAFile_IsTheTableOfAllRows()
    {
        var path = _folder["scores/clip.csv"];
        var first = new ScoreTable("clip", ["a.png", "b.png"], ["one, two", "a \"cat\"\nand a dog"], [ScoreColumn.Reward("clip", [0.5, -2])]);
        var second = new ScoreTable("clip", ["c.png"], ["three"], [ScoreColumn.Reward("clip", [1e-30])]);
        var bytes = first.AppendCsv(path) + second.AppendCsv(path);
        new FileInfo(path).Length.ShouldBe(bytes);
        var all = ScoreTable.ReadCsv(path);
        all.Images.ShouldBe(["a.png", "b.png", "c.png"]);
        all.Prompts.ShouldBe(["one, two", "a \"cat\"\nand a dog", "three"]);
        all.Columns.ShouldHaveSingleItem().Values.ShouldBe([0.5, -2, 1e-30]);
        using var written = new MemoryStream();
        all.WriteCsv(written);
        File.ReadAllBytes(path).ShouldBe(written.ToArray());
    }

    [Fact]
    public void AppendCsv_ToWhatCannotBeWritten_SaysSo()
    {
        Directory.CreateDirectory(_folder["clip.csv"]);
        var table = new ScoreTable("clip", ["a.png"], ["one"], [ScoreColumn.Reward("clip", [1])]);
        Should.Throw<RewardLabException>(() => table.AppendCsv(_folder["clip.csv"])).Message.ShouldContain("clip.csv");
        Directory.EnumerateFiles(_folder.Path).ShouldBeEmpty();
    }
}
