using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Reports.Charts;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>Every pane as it appears on three sizes of terminal, against screens that were checked by eye and stored.
/// REWARDLAB_UPDATE_SCREENS=1 stores them again.</summary>
[Collection(EditorCollection.Name)]
public sealed partial class SnapshotTests : IDisposable
{
    private const int EventsOfTheRun = 43;
    private const string UpdateVariable = "REWARDLAB_UPDATE_SCREENS";

    private static readonly Dictionary<string, Action<EditorStage>> Scenes = new(StringComparer.Ordinal)
    {
        ["start"] = static _ => { },
        ["recipe"] = static stage => Open(stage).Press(Key.R.WithAlt),
        ["inspector"] = static stage => Open(stage).Press(Key.I.WithAlt, Key.CursorRight, Key.CursorDown),
        ["hierarchy"] = static stage => stage.Press(Key.CursorDown, Key.CursorRight, Key.CursorDown, Key.Enter)
            .WaitFor("optimizer")
            .Press(Key.CursorDown, Key.CursorDown),
        ["runs"] = static stage => Watch(stage).Press(Key.N.WithAlt).WaitFor("AUROC"),
        ["monitor"] = static stage => Watch(stage).Press(Key.M.WithAlt),
        ["samples"] = static stage => Watch(stage)
            .Press(Key.S.WithAlt)
            .WaitFor("1 of 4")
            .WaitFor(() => stage.Screen.Count(sign => sign == '▀') == ImageCells(stage), "all of its images"),
        ["results"] = static stage => Watch(stage).Press(Key.T.WithAlt).WaitFor("report").Press(Key.CursorDown, Key.Enter, Key.CursorRight, Key.S),
        ["heat-map"] = static stage => Watch(stage).Press(Key.T.WithAlt).WaitFor("report").Press(Key.CursorDown, Key.CursorDown),
        ["plugins"] = static stage => stage.Press(Key.U.WithAlt),
        ["errors"] = static stage => stage.Press(Key.E.WithAlt).WaitFor("02-broken"),
        ["console"] = static stage => Watch(stage).Press(Key.C.WithAlt),
    };

    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-screens-").FullName;

    public static TheoryData<string, int, int> Screens =>
        [.. Scenes.Keys.SelectMany(scene => new[] { (80, 24), (120, 40), (200, 60) }.Select(size => (scene, size.Item1, size.Item2)))];

    public SnapshotTests()
    {
        Write(
            "recipes/01-count.csx",
            "// Draws and counts.\n// A second line.\nvar n = Lab.Param(\"n\", 16, \"images per prompt\", min: 1, max: "
            + "64);\nvar method = Lab.Param(\"method\", \"fast\", \"how\", [\"fast\", \"slow\"]);\nvar isDry = Lab.Param(\"isDry\", false, "
            + "\"draw nothing\");\nvar file = Lab.Param(\"promptFile\", \"\", \"a file of prompts\");\nLab.Log($\"{n} {method} {isDry}\");\n");
        Write("recipes/02-broken.csx", "var x = ;\n");
        Write("recipes/presets/01-count/small.yaml", "n: 4\n");
        Write("recipes/presets/01-count/wrong.yaml", "m: 4\n");
        Write(
            "recipes/experiments/tune.yaml",
            "model: painter\nprompts: [two cats, three balls]\nreward: { ensemble: mean, members: [{ textNorm: { reward: warm }, generator: rules, tau: "
            + "0.3 }, { reward: cold }] }\noptimizer: { id: climb, steps: 4 }\nheldOut: { truth: { reward: truth } }\n");
        PluginCompiler.Compile(Path.Combine(_place, "plugins", "Acme.Calm.dll"), PluginSources.Attribute("acme.calm") + PluginSources.Ensemble("calm"));
        Run();
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [MemberData(nameof(Screens))]
    public void Screen_OfEachPane_EqualsTheStoredOne(string scene, int columns, int rows)
    {
        using var stage = new EditorStage(_place, columns, rows);
        stage.WaitFor("Recipes").WaitFor("Plugins").WaitFor(() => stage.Bench.Tree.IsComplete, "the whole project");
        Scenes[scene](stage);
        stage.WaitFor(() => stage.Frame() == stage.Frame(), "rest");

        var seen = Steady(stage.Screen) + "\n";

        var path = Path.Combine(Workplace.Repository, "tests", "RewardLab.Editor.Tests", "Screens", $"{scene}-{columns}x{rows}.txt");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, seen);
        }

        File.Exists(path).ShouldBeTrue($"{path} is not there: look at the screen below, and store it with {UpdateVariable}=1\n{seen}");
        seen.ShouldBe(File.ReadAllText(path).ReplaceLineEndings("\n"), $"{UpdateVariable}=1 stores what is seen");
    }

    // Of the four, those for which there is room: tiles of 16 x 9 cells between a row above and two below, images of 15 x 8.
    private static int ImageCells(EditorStage stage)
    {
        var room = stage.Shell.View.Samples.Viewport;
        return Math.Min(4, (room.Width / 16) * Math.Max(1, (room.Height - 3) / 9)) * 15 * 8;
    }

    private static EditorStage Open(EditorStage stage) => stage.Press(Key.CursorRight, Key.CursorDown, Key.Enter)
        .WaitFor(() => stage.Bench.Recipe is not null, "a recipe").WaitFor("A second line");

    private static EditorStage Watch(EditorStage stage)
    {
        stage.Bench.Watch(stage.Bench.Store.List().Single());
        return stage.WaitFor(() => stage.Bench.Monitor!.EventCount == EventsOfTheRun, "the run's events");
    }

    // What differs from run to run and from machine to machine: a run's id, times of day, hashes, paths.
    private static string Steady(string screen)
    {
        screen = RunIds().Replace(screen, match => "20260102-030405-tuning-" + new string('0', match.Groups["tail"].Length));
        screen = Times().Replace(screen, "00:00:00");
        screen = Hashes().Replace(screen, match => new string('0', match.Length));
        return Paths().Replace(screen, "/PATH");
    }

    [GeneratedRegex(@"\d{8}-\d{6}-tuning-(?<tail>[0-9a-f]{0,4})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RunIds();

    [GeneratedRegex(@"\b\d\d:\d\d:\d\d\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Times();

    [GeneratedRegex("[0-9a-f]{12,64}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hashes();

    [GeneratedRegex(@"(?<=[│ \n])/(?=[^\s│])[^│\n]*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Paths();

    private void Run()
    {
        using var run = new RunStore(Path.Combine(_place, "runs"), new ManualTime())
            .Create(new RunRecord { Recipe = new RunRecipe { Name = "tuning", Path = "recipes/tuning.csx" } });
        for (var epoch = 1; epoch <= 40; epoch++)
        {
            run.Emit(new EventRecord(EventKinds.FineTuningEpoch)
            {
                Series = "ddpo",
                Position = new EventPosition("epoch", epoch),
                Metrics = [RunMetric.Proxy(Math.Sqrt(epoch)), new RunMetric("loss", 1.0 / epoch) { IsPrimary = true }],
            });
        }

        run.Log("tuned");
        byte[] pixels =
        [
            .. Enumerable.Range(0, 4).SelectMany(
                image => Enumerable.Range(0, 16 * 16).SelectMany(pixel => new[] { (byte)(pixel % 16 * 16), (byte)(pixel / 16 * 16), (byte)(image * 60) })),
        ];
        var paths = run.SaveImages(0, "two cats", new ImageBatch(pixels, 4, 16, 16));
        run.SaveScores(new ScoreTable(
            "clip",
            paths,
            ["two cats", "two cats", "two cats", "two cats"],
            [ScoreColumn.Reward("clip", [0.5f, 0.25f, 0.75f, 1]), ScoreColumn.GroundTruth([1, 0, 1, 1])]));
        var map = new HeatMapChart("AUROC by count", ["two", "three"], ["cats", "balls"], [[0.91, 0.5], [null, 0.75]]);
        using (var png = run.CreateFile("charts/map.png"))
        {
            map.WritePng(png);
        }

        ReportWriter.Write(
            run,
            [
                new ReportTable(
                    new ResultTable("Rewards", ["reward", "AUROC", "images"], [["clip", "0.612 [0.58, 0.64]", 30], ["TextNorm", "0.792 [0.77, 0.81]", 4]])),
                new ReportFigure(map.Title, "charts/map.png", "a map") { HeatMap = map },
            ]);
        run.Complete();
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_place, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
