using RewardLab.Abstractions;
using RewardLab.Runs.Store;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>The editor as its users see it, on screens of every size.</summary>
[Collection(EditorCollection.Name)]
public sealed class ShellTests : IDisposable
{
    private const string Recipe = """
        // Draws and counts.
        var n = Lab.Param("n", 16, "images per prompt", min: 1, max: 64);
        var method = Lab.Param("method", "fast", "how", ["fast", "slow"]);
        var isDry = Lab.Param("isDry", false, "draw nothing");
        Lab.Log($"{n} {method} {isDry}");
        """;

    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-editor-").FullName;

    public ShellTests()
    {
        Write("recipes/01-count.csx", Recipe);
        Write("recipes/presets/01-count/small.yaml", "n: 4\n");
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    [InlineData(200, 60)]
    public void Screen_OfAnySize_HoldsItsPanes(int columns, int rows)
    {
        using var stage = new EditorStage(_place, columns, rows);

        stage.WaitFor("Recipes");

        foreach (var title in new[] { "Project", "Hierarchy", "Inspector", "Console", "Recipe", "Monitor", "Results", "Plugins", "F5 Run" })
        {
            stage.Screen.ShouldContain(title);
        }

        stage.Screen.Split('\n').Length.ShouldBe(rows);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(30, 8)]
    [InlineData(500, 2)]
    public void Screen_OfExtremeSize_IsRendered(int columns, int rows)
    {
        using var stage = new EditorStage(_place);
        stage.WaitFor("Recipes");

        stage.Resize(columns, rows);
        stage.Press(Key.F6, Key.F6, Key.CursorDown);
        stage.Resize(120, 40);

        stage.Screen.ShouldContain("Project");
    }

    [Fact]
    public void Inspector_ValuesOfARecipe_AreChangedMarkedAndTakenBack()
    {
        using var stage = new EditorStage(_place);
        OpenRecipe(stage);
        stage.Press(Key.I.WithAlt);

        stage.Press(Key.Enter, Key.A.WithCtrl, Key.Delete).Type("99").Press(Key.Enter);
        stage.Screen.ShouldContain("1 to fix");
        stage.Screen.ShouldContain("must be int, 1 to 64");
        stage.Shell.Run();
        stage.Frame().ShouldContain("Not run: n is '99'");

        stage.Press(Key.Z.WithCtrl);
        stage.Bench.Recipe!.Fields[0].Text.ShouldBe("16");
        stage.Press(Key.CursorDown, Key.Space, Key.CursorDown, Key.Space);
        stage.Bench.Recipe.Fields.Select(field => field.Text).Take(3).ShouldBe(["16", "slow", "true"]);
        stage.Screen.ShouldContain("2 changed");
        stage.Bench.Recipe.ToJob("/runs").Arguments.ShouldBe(
            ["run", Path.Combine(_place, "recipes", "01-count.csx"), "--set", "method=slow", "--set", "isDry=true", "--seed", "0", "--runs", "/runs"]);
        stage.Press(Key.Delete).Bench.Recipe!.Fields[2].Text.ShouldBe("false");
    }

    [Fact]
    public void Preset_FromTheTree_SetsTheValues()
    {
        using var stage = new EditorStage(_place);
        stage.WaitFor("Recipes")
            .Press(Key.CursorRight, Key.CursorDown, Key.CursorRight, Key.CursorDown, Key.Enter)
            .WaitFor(() => stage.Bench.Recipe is not null, "a recipe");

        stage.Bench.Recipe!.Fields[0].Text.ShouldBe("4");
        stage.Bench.Recipe.ToJob("/runs").Arguments.ShouldContain("--preset");
    }

    [Fact]
    public void Recipe_BrokenOnDisk_ShowsTheCompilersWordsAndItsLine()
    {
        using var stage = new EditorStage(_place);
        OpenRecipe(stage);

        File.WriteAllText(Path.Combine(_place, "recipes", "01-count.csx"), Recipe + "\nLab.Nonsense();\n");
        File.SetLastWriteTimeUtc(Path.Combine(_place, "recipes", "01-count.csx"), File.GetLastWriteTimeUtc(_place).AddSeconds(5));
        stage.WaitFor("error CS0117");

        stage.Shell.View.Recipe.ProblemCount.ShouldBe(1);
    }

    [Fact]
    public void Monitor_OfARunOnDisk_DrawsItsCurves()
    {
        using (var run = new RunStore(Path.Combine(_place, "runs"), new ManualTime()).Create(new RunRecord { Recipe = new RunRecipe { Name = "tuning" } }))
        {
            for (var epoch = 1; epoch <= 40; epoch++)
            {
                run.Emit(new EventRecord(EventKinds.FineTuningEpoch)
                {
                    Series = "ddpo",
                    Position = new EventPosition("epoch", epoch),
                    Metrics = [RunMetric.Proxy(Math.Sqrt(epoch)), new RunMetric("loss", 1.0 / epoch) { IsPrimary = true }],
                });
            }

            run.Complete();
        }

        using var stage = new EditorStage(_place);
        stage.WaitFor("Runs").Press(Key.CursorDown, Key.CursorDown, Key.CursorRight, Key.CursorDown, Key.Enter).WaitFor("[✓] proxy");

        stage.Screen.ShouldContain("completed");
        stage.Screen.Any(sign => sign is > '\u2800' and <= '\u28ff').ShouldBeTrue("no curve is drawn");
        stage.Press(Key.M.WithAlt, Key.Tab, Key.Home);
        stage.Screen.ShouldContain("epoch 1");
    }

    [Fact]
    public void Palette_WordsOfAnAction_FindAndDoIt()
    {
        using var stage = new EditorStage(_place);
        stage.WaitFor("Recipes");
        stage.Shell.Actions.Where(action => action.Key is not null).Select(action => action.Key!.ToString()).ShouldBeUnique();

        stage.Press(Key.F12);

        stage.Screen.ShouldContain("Theme: light");
    }

    [Fact]
    public void Filter_OfTheProject_KeepsWhatMatches()
    {
        using var stage = new EditorStage(_place);
        stage.WaitFor("Recipes").Press(new Key('/')).Type("small").Press(Key.Enter);

        stage.Screen.ShouldContain("small");
        stage.Screen.ShouldNotContain("Benchmarks");
    }

    [Fact]
    public void Project_WithAnExperimentThatIsNoYaml_ShowsTheOthersAndSaysWhere()
    {
        Write("recipes/experiments/bad.yaml", "reward: [nonsense\nheldOut: x\n");
        Write("recipes/experiments/good.yaml", "model: painter\n");

        using var stage = new EditorStage(_place, 200, 40);

        stage.Press(Key.CursorDown, Key.CursorRight);
        stage.Screen.ShouldContain("good");
        stage.Press(Key.E.WithAlt).WaitFor("bad.yaml(");
    }

    [Fact]
    public void Stop_OfARunThatIsNotWatched_StopsThatRunAndNamesIt()
    {
        var store = new RunStore(Path.Combine(_place, "runs"), new ManualTime());
        using var first = store.Create(new RunRecord { Recipe = new RunRecipe { Name = "first" } });
        using var second = store.Create(new RunRecord { Recipe = new RunRecipe { Name = "second" } });
        using var stage = new EditorStage(_place);
        var runs = store.List();
        stage.Bench.Watch(runs.Single(run => run.Id.Contains("first", StringComparison.Ordinal)));

        var target = stage.Bench.TargetOfStop(runs.Single(run => run.Id.Contains("second", StringComparison.Ordinal)))!;
        stage.Bench.Stop(target);

        target.Name.ShouldContain("second");
        File.Exists(Path.Combine(second.Folder, "stop.request")).ShouldBeTrue();
        File.Exists(Path.Combine(first.Folder, "stop.request")).ShouldBeFalse();
        stage.Bench.TargetOfStop()!.Name.ShouldContain("first");
    }

    [Fact]
    public void Menu_StopIt_AsksAboutAndStopsTheRunItWasOpenedOn()
    {
        var store = new RunStore(Path.Combine(_place, "runs"), new ManualTime());
        using var first = store.Create(new RunRecord { Recipe = new RunRecipe { Name = "first" } });
        using var second = store.Create(new RunRecord { Recipe = new RunRecipe { Name = "second" } });
        using var stage = new EditorStage(_place);
        stage.Bench.Watch(store.List().Single(run => run.Folder == first.Folder));
        stage.Press(Key.N.WithAlt).WaitFor("second");
        var menu = stage.Shell.ActionsOf(store.List().Single(run => run.Folder == second.Folder));
        var stopIt = menu.Single(action => action.Title == "Stop it");

        var question = stage.InDialog(() => stopIt.Run());
        question.ShouldContain("Stop the run?");
        question.ShouldContain(Path.GetFileName(second.Folder));
        Directory.GetFiles(_place, "stop.request", SearchOption.AllDirectories).ShouldBeEmpty("it was not answered");

        stage.InDialog(() => stopIt.Run(), new Key('s'));
        Directory.GetFiles(_place, "stop.request", SearchOption.AllDirectories).ShouldBe([Path.Combine(second.Folder, "stop.request")]);
        stage.Screen.ShouldContain($"Stopping: {Path.GetFileName(second.Folder)}");
    }

    [Fact]
    public void Paste_OfManyLettersAtOnce_IsOneTextAndOneEdit()
    {
        Write("recipes/01-count.csx", Recipe + "var words = Lab.Param(\"words\", \"\", \"some words\");\n");
        using var stage = new EditorStage(_place);
        OpenRecipe(stage);
        stage.Press(Key.I.WithAlt, Key.CursorDown, Key.CursorDown, Key.CursorDown, Key.Enter);
        var text = string.Concat(Enumerable.Range(0, 2500).Select(i => $"{i % 10}abc")); // 10,000 letters
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        stage.Paste(text);

        stage.Bench.Recipe!.Fields[3].Text.ShouldBe(text);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(400L << 20, "each letter must not cost a copy of the text");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        stage.Press(Key.Esc);
        stage.Bench.Recipe.Fields[3].Text.ShouldBeEmpty();
    }

    [Fact]
    public void Paste_OfSeveralLines_BecomesOneLineAndNoneOfThemIsACommand()
    {
        Write("recipes/01-count.csx", Recipe + "var words = Lab.Param(\"words\", \"\", \"some words\");\n");
        using var stage = new EditorStage(_place);
        OpenRecipe(stage);
        stage.Press(Key.I.WithAlt, Key.CursorDown, Key.CursorDown, Key.CursorDown, Key.Enter);

        stage.Paste("two cats\nthree dogs");

        stage.Bench.Recipe!.Fields[3].Text.ShouldBe("two cats three dogs");
    }

    [Fact]
    public void Enter_BehindAWordThatCameAtOnce_TakesIt()
    {
        using var stage = new EditorStage(_place);
        OpenRecipe(stage);

        // As a program types: the word at once, Enter later; and as a user does while the screen is busy: both at once.
        stage.Press(Key.I.WithAlt, Key.Enter, Key.A.WithCtrl, Key.Delete).Paste("0032");
        RealTime.Pause(TimeSpan.FromMilliseconds(150), "a hand takes longer");
        stage.Press(Key.Enter);
        (stage.Bench.Recipe!.Fields[0].Text, stage.Shell.View.Inspector.IsEditing).ShouldBe(("0032", false));
        stage.Press(Key.Enter, Key.A.WithCtrl, Key.Delete).Paste("48\n");
        (stage.Bench.Recipe.Fields[0].Text, stage.Shell.View.Inspector.IsEditing).ShouldBe(("48", false));

        // On a busy machine the word is taken up so late that Enter follows it at once.
        stage.Press(Key.Enter, Key.A.WithCtrl, Key.Delete).Paste("0051").Paste("\n");
        (stage.Bench.Recipe.Fields[0].Text, stage.Shell.View.Inspector.IsEditing).ShouldBe(("0051", false));
    }

    [Fact]
    public void Values_TypedAndNotSaved_AreThereAtTheNextStart()
    {
        Write("recipes/02-other.csx", Recipe);
        using (var stage = new EditorStage(_place))
        {
            OpenRecipe(stage);
            stage.Press(Key.I.WithAlt, Key.Enter, Key.A.WithCtrl, Key.Delete).Type("99").Press(Key.Enter);

            // Another recipe in between forgets nothing either.
            stage.Press(Key.P.WithAlt, Key.CursorDown, Key.Enter).WaitFor(() => stage.Bench.Recipe!.Info.Name == "02-other", "the other recipe");
            stage.Press(Key.CursorUp, Key.Enter).WaitFor(() => stage.Bench.Recipe!.Info.Name == "01-count", "the recipe again");
            stage.Bench.Recipe!.Fields[0].Text.ShouldBe("99");
            stage.Press(Key.F.WithCtrl).Type("count").Press(Key.Enter);
            stage.Bench.Save().ShouldBeNull();
        }

        using var again = new EditorStage(_place);
        again.Bench.Open(Path.Combine(_place, "recipes", "01-count.csx"), preset: null);
        again.WaitFor(() => again.Bench.Recipe is not null, "the recipe");
        again.Bench.Recipe!.Fields[0].Text.ShouldBe("99");
        again.Shell.View.ProjectList.Filter.ShouldBe("count");
    }

    [Fact]
    public void Recipe_WithAnotherParameterOnDisk_KeepsWhatWasSet()
    {
        using var stage = new EditorStage(_place);
        OpenRecipe(stage);
        stage.Press(Key.I.WithAlt, Key.Enter, Key.A.WithCtrl, Key.Delete).Type("32").Press(Key.Enter);

        Write("recipes/01-count.csx", "var first = Lab.Param(\"first\", 1, \"another\");\n" + Recipe);
        stage.WaitFor(() => stage.Bench.Recipe!.Fields[0].Name == "first", "the new parameter");

        stage.Bench.Recipe!.Fields[1].Text.ShouldBe("32");
        stage.Shell.View.Inspector.Selected!.Name.ShouldBe("n");
    }

    [Fact]
    public void Tabs_ByMouse_Turn()
    {
        using var stage = new EditorStage(_place);
        stage.WaitFor("Recipes");
        var top = stage.Screen.Split('\n')[0];

        stage.Click(top.IndexOf("Monitor", StringComparison.Ordinal) + 1, 0);

        stage.Shell.View.Tabs.CurrentTitle.ShouldBe("Monitor");
    }

    [Fact]
    public void Input_OfTheLibrary_CanBeReplacedByOneThatWaits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has the library's own input");
        Environment.SetEnvironmentVariable("DisableRealDriverIO", "1");
        using var arrived = new AutoResetEvent(initialState: false);
        using var application = Terminal.Gui.App.Application.Create(new Terminal.Gui.Time.VirtualTimeProvider());

        Shell.CalmInput.TryUse(application, arrived).ShouldBeTrue("an idle editor would ask for keys fifty times a second");
    }

    private static void OpenRecipe(EditorStage stage) => stage.WaitFor("Recipes")
        .Press(Key.CursorRight, Key.CursorDown, Key.Enter)
        .WaitFor(() => stage.Bench.Recipe is not null, "a recipe")
        .WaitFor("images per prompt");

    private void Write(string name, string text)
    {
        var path = Path.Combine(_place, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
