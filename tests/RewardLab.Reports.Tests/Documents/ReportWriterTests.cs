using RewardLab.Abstractions;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Sheets;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Tests.Documents;

public sealed class ReportWriterTests
{
    [Fact]
    public void Report_OfARun_ShowsTablesImagesScoresAndConfiguration()
    {
        using var folder = new TemporaryFolder();
        using var run = new RunStore(folder.Path, new ManualTime()).Create(new RunRecord
        {
            Recipe = new RunRecipe { Name = "01-quickstart", Path = "recipes/01-quickstart.csx" },
            Seed = 42,
            Parameters = new Dictionary<string, object?> { ["n"] = 64, ["tau"] = 0.05 },
            Plugins = [new RunPlugin { Id = "rewardlab.toybox", Version = "0.1.0", Sha256 = "abc" }],
        });
        run.SaveSheet("contact sheet", new ContactSheet("", ["n"], [new("p", [null])])).ShouldBe("contact-sheet.png");
        run.SaveScores(new ScoreTable("toybox", ["a"], ["p"], [ScoreColumn.Reward("raw", [1f])]));

        ReportWriter.Write(run, [new ReportTable(new ResultTable("Alignment", ["reward"], [["x"]]))]);

        var report = File.ReadAllText(Path.Combine(run.Folder, "report.md"));
        report.ShouldStartWith("# 01-quickstart\n");
        foreach (var part in (string[])
            [
                "seed 42", "### Alignment", "![contact-sheet](contact-sheet.png)", "[toybox](scores/toybox.csv)", "| n | 64 |", "| tau | 0.05 |",
                "rewardlab.toybox",
            ])
        {
            report.ShouldContain(part);
        }
    }

    [Fact]
    public void Report_OfARunWithAJudge_SaysWhichModelAnsweredAndWhatThatTook()
    {
        using var folder = new TemporaryFolder();
        using var run = new RunStore(folder.Path, new ManualTime()).Create(new RunRecord { Recipe = new RunRecipe { Name = "r", Path = "r.csx" } });
        run.Keep(
            "vlm vqascore: eye at localhost:8000",
            new Dictionary<string, string> { ["model"] = "eye", ["temperature"] = "0" },
            new Dictionary<string, double> { ["calls"] = 12, ["costUsd"] = 0.0125 });

        ReportWriter.Write(run, []);

        const string Facts = "model eye, temperature 0; calls 12, costUsd 0.0125";
        File.ReadAllText(Path.Combine(run.Folder, ReportWriter.FileName)).ShouldContain($"| vlm vqascore: eye at localhost:8000 | {Facts} |");
        File.ReadAllText(Path.Combine(run.Folder, ReportWriter.HtmlFileName)).ShouldContain(Facts);
    }

    [Fact]
    public void Report_OfARunThatWarned_SaysTheWarningsFirstAndEachOnce()
    {
        using var folder = new TemporaryFolder();
        using var run = new RunStore(folder.Path, new ManualTime()).Create(new RunRecord { Recipe = new RunRecipe { Name = "r", Path = "r.csx" } });
        run.Log("an ordinary line");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            run.Emit(
                new EventRecord(EventKinds.FineTuningBase) { Severity = EventSeverity.Warning, Series = "ddpo", Message = "NO CHECKPOINT BEATS THE BASE" });
        }

        ReportWriter.Write(run, [new ReportTable(new ResultTable("Alignment", ["reward"], [["x"]]))]);

        var markdown = File.ReadAllText(Path.Combine(run.Folder, ReportWriter.FileName));
        Positions(markdown, "## Warnings", "ddpo: NO CHECKPOINT BEATS THE BASE", "## Results", "### Alignment").ShouldBeInOrder();
        markdown.Split("NO CHECKPOINT").Length.ShouldBe(2);
        markdown.ShouldNotContain("an ordinary line");
        File.ReadAllText(Path.Combine(run.Folder, ReportWriter.HtmlFileName)).ShouldContain("NO CHECKPOINT BEATS THE BASE");
    }

    [Fact]
    public void Report_OfPartsInOrder_KeepsTheOrderAndShowsEachImageOnce()
    {
        using var folder = new TemporaryFolder();
        using var run = new RunStore(folder.Path, new ManualTime()).Create(new RunRecord { Recipe = new RunRecipe { Name = "r", Path = "r.csx" } });
        run.SaveSheet("sheet", new ContactSheet("", ["n"], [new("p", [null])]));
        run.SaveSheet("stranger", new ContactSheet("", ["n"], [new("p", [null])]));

        ReportWriter.Write(run, [
            new ReportSection("First"),
            new ReportFigure("Picks", "sheet.png", "a sheet") { Caption = "What [was] <picked>" },
            new ReportNote("Then *this*."),
            new ReportTable(new ResultTable("Alignment", ["reward"], [["x"]])),
        ]);

        var markdown = File.ReadAllText(Path.Combine(run.Folder, ReportWriter.FileName));
        var html = File.ReadAllText(Path.Combine(run.Folder, ReportWriter.HtmlFileName));
        markdown.ShouldNotContain("## Results");
        Positions(
            markdown, "## First", "![a sheet](sheet.png)", @"What \[was\] \<picked\>", @"Then \*this\*.", "### Alignment", "## Images",
            "![stranger](stranger.png)", "## Configuration")
            .ShouldBeInOrder();
        Positions(
            html, ">First</h2>", "alt=\"a sheet\"", "What [was] &lt;picked&gt;", "<p>Then *this*.</p>", ">Alignment</h3>", ">Images</h2>", "alt=\"stranger\"",
            ">Configuration</h2>")
            .ShouldBeInOrder();
        markdown.Split("sheet.png").Length.ShouldBe(2);
    }

    [Fact]
    public void Page_OfARun_SaysWhichItIsWhenItStartedAndWhatItsTermsMean()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        using var run = new RunStore(folder.Path, time).Create(new RunRecord { Recipe = new RunRecipe { Name = "r", Path = "r.csx" } });
        var image = new ImageBatch([1, 2, 3], 1, 1, 1);
        string[] images = [.. run.SaveImages(0, "two cats", image), .. run.SaveImages(1, "<b>", image)];
        run.SaveScores(new ScoreTable("toybox", images, ["two cats", "<b>"], [ScoreColumn.Reward("raw", [1f, 2f])]));
        time.Advance(TimeSpan.FromSeconds(75));

        ReportWriter.Write(run, [new ReportTable(new ResultTable("Agreement", ["reward", "AUROC"], [["x", 0.5]]))]);

        var html = File.ReadAllText(Path.Combine(run.Folder, ReportWriter.HtmlFileName));
        html.ShouldContain($"Run {Path.GetFileName(run.Folder)}, started {run.Record.Started:yyyy-MM-dd HH:mm}");
        html.ShouldContain("took 1:15");
        html.ShouldContain($"<td>{run.Record.Versions.RewardLab}</td>", customMessage: "the version, with the commit that it was built from");
        html.ShouldContain("<summary>2 prompts</summary>\n<ol>\n<li>two cats</li>\n<li>&lt;b&gt;</li>\n</ol>");
        html.ShouldContain("<dt>AUROC</dt><dd>The probability that");
        html.ShouldNotContain("<dt>LoRA</dt>", Case.Sensitive, "a term that the report does not use");
        File.ReadAllText(Path.Combine(run.Folder, ReportWriter.FileName)).ShouldNotContain("took", Case.Sensitive, "the same seed gives the same bytes");
    }

    private static int[] Positions(string text, params string[] parts)
    {
        int[] positions = [.. parts.Select(part => text.IndexOf(part, StringComparison.Ordinal))];
        positions.ShouldAllBe(position => position > 0);
        return positions;
    }
}
