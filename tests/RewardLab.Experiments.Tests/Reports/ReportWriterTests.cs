using RewardLab.Experiments.Reports;
using RewardLab.Experiments.Runs;
using RewardLab.Experiments.Scores;
using RewardLab.Experiments.Sheets;
using RewardLab.Experiments.Tables;

namespace RewardLab.Experiments.Tests.Reports;

public sealed class ReportWriterTests
{
    [Fact]
    public void Report_OfARun_ShowsTablesPicturesScoresAndConfiguration()
    {
        using var folder = new TemporaryFolder();
        using var run = new RunStore(folder.Path, new ManualTime()).Create(new RunRecord
        {
            Recipe = new RunRecipe { Name = "01-quickstart", Path = "recipes/01-quickstart.csx" },
            Seed = 42,
            Parameters = new Dictionary<string, object?> { ["n"] = 64, ["tau"] = 0.05 },
            Plugins = [new RunPlugin { Id = "rewardlab.world.toybox", Version = "0.1.0", Sha256 = "abc" }],
        });
        run.SaveSheet("contact sheet", new ContactSheet("", ["n"], [new("p", [null])])).ShouldBe("contact-sheet.png");
        run.SaveScores(new ScoreTable("toybox", ["a"], ["p"], [new("raw", [1f])]));

        ReportWriter.Write(run, [new ResultTable("Alignment", ["reward"], [["x"]])]);

        var report = File.ReadAllText(Path.Combine(run.Folder, "report.md"));
        report.ShouldStartWith("# 01-quickstart\n");
        foreach (var part in (string[])
            ["seed 42", "### Alignment", "![contact-sheet](contact-sheet.png)", "[toybox](scores/toybox.csv)", "| n | 64 |", "| tau | 0.05 |", "rewardlab.world.toybox"])
        {
            report.ShouldContain(part);
        }
    }
}
