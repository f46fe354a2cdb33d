using RewardLab.Editor.Processes;
using RewardLab.Editor.RunLists;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>Runs as objects: listed, sorted, filtered, named, tagged, deleted, opened again.</summary>
[Collection(EditorCollection.Name)]
public sealed class RunListTests : IDisposable
{
    private const string Recipe = """
        // Counts.
        var n = Lab.Param("n", 16, "images per prompt", min: 1, max: 64);
        var rate = Lab.Param("rate", 0.5, "how fast");
        """;

    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-runs-").FullName;
    private readonly ManualTime _time = new();

    public RunListTests()
    {
        Directory.CreateDirectory(Path.Combine(_place, "recipes"));
        File.WriteAllText(Path.Combine(_place, "recipes", "01-count.csx"), Recipe);
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public void Row_OfARun_TellsStateChangedValuesDurationAndKeyResult()
    {
        Run(n: 64, rate: 0.5, seconds: 65, auroc: 0.75);
        using var stage = new EditorStage(_place, 160, 40);

        stage.Press(Key.N.WithAlt).WaitFor("AUROC 0.75");

        var row = stage.Screen.Split('\n').Single(line => line.Contains("AUROC 0.75", StringComparison.Ordinal));
        row.ShouldContain("✓ 01-count");
        row.ShouldContain("n=64");
        row.ShouldNotContain("rate=");
        row.ShouldContain("1:05");
        stage.Shell.View.Inspector.Document!.IsReadOnly.ShouldBeTrue();
        stage.Shell.View.Inspector.Document.Fields.Select(field => (field.Name, field.Text)).Take(3).ShouldBe([("n", "64"), ("rate", "0.5"), ("seed", "0")]);
    }

    [Fact]
    public void Order_ByResultAndFilterByTag_ShowsTheBestOfThem()
    {
        Run(n: 1, rate: 1, seconds: 1, auroc: 0.25);
        var best = Run(n: 2, rate: 1, seconds: 1, auroc: 0.75);
        var tagged = Run(n: 3, rate: 1, seconds: 1, auroc: 0.5);
        new RunNotes { Name = "middle", Tags = ["keep"] }.Write(tagged);
        using var stage = new EditorStage(_place, 160, 40);
        stage.Press(Key.N.WithAlt, Key.Home, new Key('s'), new Key('s'), new Key('s'), new Key('s'), new Key('s'));

        stage.WaitFor("key result ▾").WaitFor("AUROC 0.25");
        stage.Press(Key.Home);
        Path.GetFileName(stage.Shell.View.Runs.Selected!.Run!.Run.Folder).ShouldBe(Path.GetFileName(best));

        stage.Press(new Key('/')).Type("#ke").Press(Key.Enter);
        stage.Screen.ShouldContain("middle");
        stage.Screen.ShouldNotContain("AUROC 0.75");
        stage.Shell.View.Runs.Selected!.Run!.Title.ShouldBe("middle");
    }

    [Fact]
    public void Values_OfARun_OpenInItsRecipe()
    {
        Run(n: 64, rate: 2, seconds: 1, auroc: 0.5);
        using var stage = new EditorStage(_place, 160, 40);

        stage.Press(Key.N.WithAlt, new Key('v')).WaitFor(() => stage.Bench.Recipe is not null, "the recipe");

        stage.WaitFor(() => stage.Bench.Recipe!.Fields[0].Text == "64", "its values");
        stage.Bench.Recipe!.Fields[1].Text.ShouldBe("2");
        stage.Bench.Active.ShouldBe(stage.Bench.Recipe);
    }

    [Fact]
    public void Queue_OfWaitingJobs_IsShownReorderedAndKeptApart()
    {
        using var stage = new EditorStage(_place, 160, 40, startRun: _ => new IdleProcess());
        foreach (var n in new[] { "1", "2", "3" })
        {
            stage.Bench.Queue.Add(new RunJob("01-count", ["run", "recipes/01-count.csx", "--set", $"n={n}", "--seed", "0", "--runs", "runs"]));
        }

        stage.Press(Key.N.WithAlt).WaitFor("Runs(2)").Press(Key.Home);

        stage.Screen.ShouldContain("n=2");
        stage.Press(Key.CursorDown.WithShift);
        stage.Bench.Queue.Waiting.Select(run => run.Job.Arguments[3]).ShouldBe(["n=3", "n=2"]);
        stage.Shell.View.Runs.Selected!.Job!.Job.Arguments[3].ShouldBe("n=2", "the selection goes with it");
    }

    [Fact]
    public void Note_ThatNobodyTookOrLeft_IsThereAtTheNextStart()
    {
        var folder = Run(n: 64, rate: 2, seconds: 1, auroc: 0.5);
        using (var stage = new EditorStage(_place, 160, 40))
        {
            stage.Press(Key.N.WithAlt).WaitFor("n=64").InDialog(new Key('e'), new Key('o'), new Key('k')).ShouldContain("ok");
            stage.InDialog(new Key('e'), new Key('x'), Key.Esc).ShouldContain("Leave the note as it was?");
        }

        using (var again = new EditorStage(_place, 160, 40))
        {
            again.InDialog(again.Shell.DoPending, Key.S.WithCtrl).ShouldContain("x");
        }

        RunNotes.Read(folder).Note.ShouldBe("x");

        // Where the run is gone, the console says what was written.
        using (var stage = new EditorStage(_place, 160, 40))
        {
            stage.Press(Key.N.WithAlt).WaitFor("n=64").InDialog(new Key('e'), new Key('y'));
        }

        Directory.Delete(folder, recursive: true);
        using var last = new EditorStage(_place, 160, 40);
        last.Shell.DoPending();
        last.Bench.Console.Entries[^1].Text.ShouldEndWith("The note that was being written on it: yx");
        last.Bench.Typing.ShouldBeNull();
    }

    [Fact]
    public void KeyResult_OfTables_IsTheGreatestOfTheFirstNumbers()
    {
        KeyResult.Find([new ResultTable("t", ["reward", "kind", "AUROC"], [["a", "x", "0.5 [0.4, 0.6]"], ["b", "y", 0.75], ["c", "z", null]])])
            .ShouldBe(new KeyResult("AUROC 0.750 b", 0.75));
        KeyResult.Find([]).ShouldBe(KeyResult.None);
    }

    [Fact]
    public void Start_WithFiveHundredRuns_ShowsThem()
    {
        var template = File.ReadAllText(Path.Combine(Run(n: 12345, rate: 1, seconds: 1, auroc: null), RunRecord.FileName));
        foreach (var n in Enumerable.Range(0, 499))
        {
            var folder = Directory.CreateDirectory(Path.Combine(_place, "runs", $"run-{n}")).FullName;
            File.WriteAllText(Path.Combine(folder, RunRecord.FileName), template.Replace("12345", $"{n}", StringComparison.Ordinal));
        }

        using var stage = new EditorStage(_place, 160, 40);

        stage.Press(Key.N.WithAlt).WaitFor("n=").WaitFor(" 500│");
    }

    private string Run(int n, double rate, double seconds, double? auroc)
    {
        using var run = new RunStore(Path.Combine(_place, "runs"), _time).Create(new RunRecord
        {
            Recipe = new RunRecipe { Name = "01-count", Path = Path.Combine(_place, "recipes", "01-count.csx") },
            Parameters = new Dictionary<string, object?> { ["n"] = n, ["rate"] = rate },
        });
        if (auroc is { } value)
        {
            ReportWriter.Write(run, [new ReportTable(new ResultTable("Rewards", ["reward", "AUROC"], [["clip", value]]))]);
        }

        _time.Advance(TimeSpan.FromSeconds(seconds));
        run.Complete();
        return run.Folder;
    }
}
