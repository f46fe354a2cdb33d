using RewardLab.Hosting.Plugins;
using RewardLab.Runs.Store;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>What the screen says by itself, wherever one is, and what stays as it is.</summary>
[Collection(EditorCollection.Name)]
public sealed class CalmTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-calm-").FullName;

    public CalmTests()
    {
        Directory.CreateDirectory(Path.Combine(_place, "recipes"));
        File.WriteAllText(Path.Combine(_place, "recipes", "01-count.csx"), "var n = Lab.Param(\"n\", 16, \"images per prompt\");\n");
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public void End_OfARun_IsSaidInTheLineOfMessagesInEveryPaneAndSize()
    {
        var store = new RunStore(Path.Combine(_place, "runs"), RealTime.Clock);
        Key[] panes = [Key.P, Key.H, Key.I, Key.C, Key.R, Key.N, Key.M, Key.S, Key.T, Key.U, Key.E];
        Run[] runs = [.. panes.Select((_, number) => store.Create(new RunRecord { Recipe = new RunRecipe { Name = $"run{number}" } }))];
        try
        {
            using var stage = new EditorStage(_place);
            foreach (var (number, key) in panes.Index())
            {
                // Every other one with the whole screen for itself, on a narrow terminal.
                var isAlone = number % 2 == 1;
                stage.Resize(isAlone ? 80 : 120, isAlone ? 24 : 40);
                stage.Press([key.WithAlt, .. isAlone ? [Key.F4] : Array.Empty<Key>()]);

                runs[number].Complete();
                stage.Bench.Refresh();
                stage.WaitFor(() => Line(stage).Contains($"-run{number}-", StringComparison.Ordinal), $"the end of run {number}, with {key}");

                Line(stage).ShouldContain(": completed in");
                stage.Bench.Console.Entries.ShouldContain(entry => entry.Text.Contains($"-run{number}-", StringComparison.Ordinal)
                    && entry.Text.Contains(": completed in", StringComparison.Ordinal));
            }
        }
        finally
        {
            Array.ForEach(runs, run => run.Dispose());
        }

        static string Line(EditorStage stage) => stage.Screen.Split('\n')[^2];
    }

    [Theory]
    [InlineData(200)]
    [InlineData(120)]
    [InlineData(60)]
    public void Tabs_Turned_KeepTheirOrder(int columns)
    {
        using var stage = new EditorStage(_place, columns, 40);
        string[] titles = ["Recipe", "Runs", "Monitor", "Samples", "Results", "Plugins", "Errors"];
        stage.Press(Key.R.WithAlt);
        for (var step = 0; step < 2 * titles.Length; step++)
        {
            var places = titles.Select(title => stage.Screen.Split('\n')[0].IndexOf($"{title}", StringComparison.Ordinal)).ToArray();
            places.Where(place => place >= 0).ShouldBeInOrder();
            stage.Shell.View.Tabs.CurrentTitle.ShouldBe(titles[step % titles.Length]);
            places[step % titles.Length].ShouldBeGreaterThanOrEqualTo(0, "the one that is seen");
            stage.Press(Key.PageDown.WithCtrl);
        }
    }

    [Fact]
    public void Editor_LeftAlone_AsksNothingOfItsPluginsAndChangesNothing()
    {
        var starts = 0;
        using var stage = new EditorStage(_place, startPlugins: folders =>
        {
            starts++;
            return PluginHost.Start(
                new PluginHostOptions { ProgramPluginFolder = Path.Combine(_place, "none"), User = folders });
        });
        stage.Press(Key.CursorRight, Key.CursorDown, Key.Enter).WaitFor(() => stage.Bench.Recipe is not null, "a recipe").WaitFor("images per prompt");
        var screen = stage.Frame();
        var (changes, nodes) = (0, stage.Bench.Tree.Roots);
        stage.Bench.Changed += () => changes++;

        // A minute of ticks, and time enough for the files to be compared twice.
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var tick = 0; tick < 600 || watch.Elapsed < TimeSpan.FromSeconds(2.5); tick++)
        {
            stage.Shell.Tick();
            RealTime.Pause(TimeSpan.FromMilliseconds(2), "files are compared meanwhile, off this thread");
        }

        (starts, changes).ShouldBe((1, 0), "the plugins are listed again where something has changed, and only there");
        stage.Bench.Tree.Roots.ShouldBeSameAs(nodes);
        stage.Frame().ShouldBe(screen);
    }
}
