using RewardLab.Abstractions;
using RewardLab.Editor.Projects;
using RewardLab.Editor.Shell;
using RewardLab.Editor.Themes;
using RewardLab.Editor.Workspace;
using RewardLab.Hosting;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Store;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>The project's filter, names of new files, widths on narrow screens, runs that have ended.</summary>
[Collection(EditorCollection.Name)]
public sealed class ProjectTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-project-").FullName;

    public ProjectTests()
    {
        Directory.CreateDirectory(Path.Combine(_place, "recipes"));
        File.WriteAllText(Path.Combine(_place, "recipes", "01-count.csx"), "Lab.Log(\"a\");\n");
        File.WriteAllText(Path.Combine(_place, "recipes", "02-other.csx"), "Lab.Log(\"b\");\n");
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a\\b")]
    public void Name_ThatLeavesItsFolder_IsRefused(string name)
    {
        Should.Throw<RewardLabException>(() => NewFile.PathOf("presets", name)).Message.ShouldContain("presets");
        NewFile.PathOf("presets", "my values.yaml").ShouldBe(Path.Combine("presets", "my values.yaml"));
    }

    [Fact]
    public void Filter_Entered_SelectsItsFirstMatchAndAnEmptyListTakesEveryKey()
    {
        using var stage = new EditorStage(_place);

        stage.Press(new Key('/')).Type("other").Press(Key.Enter);
        stage.Shell.View.ProjectList.Selected!.Title.ShouldBe("02-other");

        stage.Press(new Key('/')).Type("zzz").WaitFor("nothing matches");
        stage.Press(Key.Enter, Key.Enter, Key.Home, Key.CursorDown, Key.End, Key.PageUp, Key.Space, Key.CursorRight);
        stage.Screen.ShouldNotContain("unexpected");
        stage.Press(new Key('/'), Key.Esc).WaitFor("Recipes");
    }

    [Fact]
    public void Saved_WhereThereAreNoRecipes_GoesIntoTheUsersOwnFolderAndIsListedBesideTheProgramsRecipes()
    {
        var place = Directory.CreateTempSubdirectory("rewardlab-no-recipes-").FullName;
        try
        {
            var shipped = new DirectoryInfo(ShippedFiles.Recipes!).GetFiles("*.yaml", SearchOption.AllDirectories).Select(file => file.FullName).ToArray();
            using (var stage = new EditorStage(place, recipes: RecipeCatalog.FindFrom(place)))
            {
                // An experiment, and a preset of one of the program's recipes.
                stage.Bench.OpenExperiment(path: null);
                stage.InDialog(stage.Shell.Save).ShouldContain(Path.Combine(place, "recipes"));
                stage.InDialog(stage.Shell.Save, Key.Enter);
                stage.Bench.Experiment!.Path.ShouldBe(Path.Combine(place, "recipes", "experiments", "my-experiment.yaml"));
                stage.Bench.Open(stage.Bench.Recipes.Resolve("01-quickstart"), preset: null);
                stage.WaitFor(() => stage.Bench.Recipe is not null, "the recipe").InDialog(stage.Shell.SavePreset, Key.Enter);
                stage.WaitFor(
                    () => stage.Bench.Recipe?.Preset == Path.Combine(place, "recipes", "presets", "01-quickstart", "mine.yaml"), "its preset");
            }

            using var again = new EditorStage(place, recipes: RecipeCatalog.FindFrom(place));
            again.WaitFor(() => Titles(again, "Experiments").Contains("my-experiment"), "the experiment");
            Titles(again, "Experiments").ShouldContain("best-of-n");
            var quickstart = again.Bench.Tree.Roots[0].Children.First(node => node.Title == "01-quickstart");
            quickstart.Children.Select(node => node.Title).ShouldContain("mine");
            new DirectoryInfo(ShippedFiles.Recipes!).GetFiles("*.yaml", SearchOption.AllDirectories).Select(file => file.FullName).ShouldBe(shipped);
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }

        static IEnumerable<string> Titles(EditorStage stage, string group) =>
            stage.Bench.Tree.Roots.First(root => root.Title == group).Children.Select(node => node.Title);
    }

    [Theory]
    [InlineData(80, 31)]
    [InlineData(120, 35)]
    public void Widths_DraggedOnAWideScreen_LeaveTheCentreItsShareOfANarrowOne(int columns, int expected)
    {
        var settings = new EditorSettings { LeftWidth = 90, RightWidth = 90 };

        var layout = ShellLayout.Compute(new System.Drawing.Size(columns, 40), settings, ShellPart.Project, alone: null);

        layout.Project.Width.ShouldBe(expected);
        layout.Center.Width.ShouldBe(48);
        ShellLayout.Compute(new System.Drawing.Size(300, 60), settings, ShellPart.Project, alone: null).Project.Width.ShouldBe(89);
    }

    [Fact]
    public void Runs_ThatHaveEnded_AreToldApartWithoutColoursAndNotSaidToHaveStarted()
    {
        CreateRun("first", 1);
        CreateRun("second", 2);
        using var stage = new EditorStage(_place, theme: EditorTheme.Plain);
        var runs = stage.Bench.Store.List();

        stage.Bench.Watch(runs[0]);
        stage.Bench.Overlay(runs[1]);

        stage.Press(Key.M.WithAlt).WaitFor("● ").WaitFor("▲ ");
        stage.WaitFor(() => stage.Bench.Console.Version > 0, "messages");
        stage.Bench.Console.Entries.Select(entry => entry.Text).ShouldNotContain("started");
    }

    private void CreateRun(string name, double factor)
    {
        using var run = new RunStore(Path.Combine(_place, "runs"), new ManualTime())
            .Create(new RunRecord { Recipe = new RunRecipe { Name = name, Path = $"recipes/{name}.csx" } });
        for (var epoch = 1; epoch <= 20; epoch++)
        {
            run.Emit(new EventRecord(EventKinds.FineTuningEpoch)
            {
                Series = "ddpo",
                Position = new EventPosition("epoch", epoch),
                Metrics = [RunMetric.Proxy(factor * Math.Sqrt(epoch)) with { IsPrimary = true }],
            });
        }

        run.Log("tuned");
        run.Complete();
    }
}
