using RewardLab.Abstractions;
using RewardLab.Runs.Store;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>What is selected is seen before it is opened, and what can be done with it is said wherever it is.</summary>
[Collection(EditorCollection.Name)]
public sealed class SelectionTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-selection-").FullName;

    public SelectionTests()
    {
        Write("recipes/01-count.csx", "// Counts cats.\nvar n = Lab.Param(\"cats\", 16, \"images per prompt\", min: 1, max: 64);\nLab.Log($\"{n}\");\n");
        Write("recipes/02-other.csx", "// Counts dogs.\nvar n = Lab.Param(\"dogs\", 3, \"images per prompt\", min: 1, max: 64);\nLab.Log($\"{n}\");\n");
        Write("recipes/experiments/tune.yaml", "# by hand\nmodel: painter\nprompts: [two cats]\n");
    }

    private RunStore Store => new(Path.Combine(_place, "runs"), new ManualTime());

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public void Project_MovedThrough_PreviewsInCentreAndInspectorAndLeavesWhatIsOpen()
    {
        using var stage = new EditorStage(_place);
        stage.Press(Key.CursorRight, Key.CursorDown, Key.Enter).WaitFor(() => stage.Bench.Recipe is not null, "a recipe").WaitFor("F5 Run 01-count");

        stage.Press(Key.CursorDown).WaitFor("preview: recipe 02-other").WaitFor("// Counts dogs.").WaitFor("dogs");
        stage.Bench.Active!.Title.ShouldBe("01-count");
        stage.Screen.ShouldContain("F5 Run 01-count");
        stage.Press(Key.I.WithAlt, Key.CursorRight);
        stage.Screen.ShouldContain("This is a preview");

        // What is open is seen with its values, which can be changed there.
        stage.Press(Key.P.WithAlt, Key.CursorUp).WaitFor("preview: recipe 01-count").Press(Key.I.WithAlt, Key.CursorRight);
        stage.Bench.Recipe!.Fields[0].Text.ShouldBe("17");

        // A heading previews nothing; the page that was seen before is back.
        stage.Press(Key.P.WithAlt, Key.CursorUp);
        stage.Screen.ShouldNotContain("preview: recipe");
        stage.Screen.ShouldContain("// Counts cats.");
    }

    [Fact]
    public void Project_OnExperimentRunAndModel_ShowsWhatEachIs()
    {
        using (var run = Store.Create(new RunRecord { Recipe = new RunRecipe { Name = "tuning" } }))
        {
            run.Complete();
        }

        using var stage = new EditorStage(_place, 160, 50);
        stage.Press(Key.CursorDown, Key.CursorRight, Key.CursorDown).WaitFor("preview: experiment tune").WaitFor("# by hand").WaitFor("imagesPerPrompt");
        stage.Press(Key.CursorDown, Key.CursorRight, Key.CursorDown).WaitFor("preview: run ").WaitFor("completed").WaitFor("folder ");
        stage.Press(Key.CursorDown, Key.CursorDown, Key.CursorRight, Key.CursorDown).WaitFor("preview: model ").WaitFor("architecture");
        stage.Press(Key.End, Key.CursorRight, Key.CursorDown).WaitFor("preview: benchmark ").WaitFor("source").WaitFor("folder ").WaitFor(" MB");
        stage.Press(Key.M.WithAlt);
        stage.Screen.ShouldNotContain("preview: ");
    }

    [Fact]
    public void Page_ChosenWhileAPreviewIsRead_IsNotCoveredByIt()
    {
        using var stage = new EditorStage(_place);
        stage.WaitFor("Recipes").Press(Key.CursorRight);

        stage.PressAtOnce(Key.CursorDown, Key.M.WithAlt);
        stage.Shell.IsReadingPreview.ShouldBeTrue();

        stage.WaitFor(() => !stage.Shell.IsReadingPreview, "the end of reading");
        stage.Screen.ShouldNotContain("preview: ");
    }

    [Fact]
    public void Footer_WhereTheUserIs_SaysTheKeysThatActThere()
    {
        using var stage = new EditorStage(_place, 160, 40);
        string Footer() => stage.Frame().Split('\n')[^1];

        Footer().ShouldNotContain("Stop");
        Footer().ShouldContain("/ filter");
        using var run = Store.Create(new RunRecord { Recipe = new RunRecipe { Name = "tuning" } });
        stage.Bench.Watch(Store.List().Single());
        Footer().ShouldContain("Shift+F5 Stop");
        stage.Press(Key.C.WithAlt);
        Footer().ShouldContain("w wrap");
        stage.Press(Key.I.WithAlt);
        Footer().ShouldContain("Delete reset");
        stage.Press(Key.N.WithAlt);
        Footer().ShouldContain("v values");
        run.Complete();
        stage.WaitFor(() => !Footer().Contains("Stop", StringComparison.Ordinal), "no run that could be stopped");
    }

    [Fact]
    public void RightButton_InEveryPane_OffersWhatFitsThere()
    {
        using var stage = new EditorStage(_place, 120, 40);
        stage.Press(Key.CursorRight, Key.CursorDown, Key.Enter).WaitFor(() => stage.Bench.Recipe is not null, "a recipe").WaitFor("// Counts cats.");
        stage.Bench.Console.Add("", EventSeverity.Information, "a line");
        var (rows, columns) = (stage.Frame().Split('\n'), 120);
        int RowOf(string text) => Array.FindIndex(rows, row => row.Contains(text, StringComparison.Ordinal));

        stage.InMenu(5, RowOf("01-count")).ShouldContain("Open it and run it");
        stage.InMenu(60, 5).ShouldContain("Edit the file in your own editor");
        stage.InMenu(columns - 10, 1).ShouldContain("Copy the value");
        stage.InMenu(5, RowOf("a line")).ShouldContain("Fold or unfold");
        stage.InMenu(5, RowOf("Hierarchy") + 1).ShouldContain("New experiment");
        foreach (var (key, text) in new[] { (Key.M, "Monitor:"), (Key.S, "Samples:"), (Key.T, "Results:"), (Key.N, "Runs:"), (Key.U, "Show the pane") })
        {
            stage.Press(key.WithAlt);
            stage.InMenu(60, 12).ShouldContain(text);
        }

        stage.Press(Key.I.WithAlt).InDialog(Key.F10.WithShift).ShouldContain("Copy the value");
    }

    [Fact]
    public void Selection_WhenARunComesAboveIt_StaysOnItsNode()
    {
        using (var run = Store.Create(new RunRecord { Recipe = new RunRecipe { Name = "first" } }))
        {
            run.Complete();
        }

        using var stage = new EditorStage(_place);
        stage.Press(Key.CursorDown, Key.CursorDown, Key.CursorRight, Key.CursorDown);
        var key = stage.Shell.View.ProjectList.Selected!.Key;
        key.ShouldContain("first");

        new RunStore(Path.Combine(_place, "runs"), RealTime.Clock).Create(new RunRecord { Recipe = new RunRecipe { Name = "second" } }).Dispose();
        stage.WaitFor("second");

        stage.Shell.View.ProjectList.Selected!.Key.ShouldBe(key);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_place, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
