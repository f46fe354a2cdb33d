using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Runs.Store;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>Every pane as it appears on three sizes of terminal, against screens that were checked by eye and stored.
/// REWARDLAB_UPDATE_SCREENS=1 stores them again.</summary>
[Collection(EditorCollection.Name)]
public sealed partial class SnapshotTests : IClassFixture<SnapshotPlace>, IDisposable
{
    private const int EventsOfTheRun = 43;
    internal const string UpdateVariable = "REWARDLAB_UPDATE_SCREENS";

    private static readonly char[] DialogFrame = ['┏', '┓', '┃', '┗', '┛'];

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
        ["overlay"] = static stage => Overlay(stage).Press(Key.M.WithAlt, Key.F4),
        ["samples"] = static stage => Watch(stage)
            .Press(Key.S.WithAlt)
            .WaitFor("1 of 4")
            .WaitFor(() => stage.Screen.Count(sign => sign == '▀') == ImageCells(stage), "all of its images"),
        ["results"] = static stage => Watch(stage).Press(Key.T.WithAlt).WaitFor("report").Press(Key.CursorDown, Key.Enter, Key.CursorRight, Key.S),
        ["heat-map"] = static stage => Watch(stage).Press(Key.T.WithAlt).WaitFor("report").Press(Key.CursorDown, Key.CursorDown),
        ["plugins"] = static stage => stage.Press(Key.U.WithAlt),
        ["errors"] = static stage => stage.Press(Key.E.WithAlt).WaitFor("02-broken"),
        ["console"] = static stage => Watch(stage).Press(Key.C.WithAlt),
        ["console-full"] = static stage => Watch(stage).Press(Key.C.WithAlt, Key.F4),
        ["yaml"] = static stage => Compose(stage).Press(Key.R.WithAlt),
        ["queue"] = static stage => Wait(stage).Press(Key.N.WithAlt).WaitFor("queued").WaitFor("AUROC"),
    };

    // The screen with a dialog in it.
    private static readonly Dictionary<string, Func<EditorStage, string>> Dialogs = new(StringComparer.Ordinal)
    {
        ["welcome"] = static stage => stage.InDialog(stage.Shell.DoPending),
        ["trust"] = static stage =>
        {
            stage.Press(Key.U.WithAlt).WaitFor("acme.calm").Press(new Key('t')).WaitFor(() => stage.Shell.HasPending, "its hash");
            return stage.InDialog(stage.Shell.DoPending);
        },
        ["preflight"] = static stage => Open(stage).InDialog(stage.Shell.ShowPreflight),
        ["prompts"] = static stage => Compose(stage).Press(Key.Home, Key.CursorDown, Key.CursorDown).InDialog(new Key('e')),
        ["messages"] = static stage => Wait(stage).InDialog(Key.F3),
        ["changed-on-disk"] = static stage => Conflict(stage).InDialog(stage.Shell.Save),
        ["difference"] = static stage => Conflict(stage).InDialog(stage.Shell.Save, Key.Enter),
        ["quit"] = static stage => Wait(stage).InDialog(Key.Q.WithCtrl),
        ["quit-queue"] = static stage => Wait(stage).InDialog(Key.Q.WithCtrl, new Key('k')),
        ["name"] = static stage => Runs(stage).InDialog(new Key('n')),
        ["tags"] = static stage => Runs(stage).InDialog(new Key('t')),
        ["note"] = static stage => Runs(stage).InDialog(new Key('e')),
        ["delete"] = static stage => Runs(stage).InDialog(Key.Delete),
        ["finder"] = static stage => stage.InDialog(Key.P.WithCtrl, new Key('s'), new Key('a'), new Key('m')),
        ["menu-project"] = static stage => Open(stage).Press(Key.P.WithAlt).InDialog(Key.F10.WithShift),
        ["menu-hierarchy"] = static stage => Compose(stage).Press(Key.End, Key.CursorUp, Key.CursorUp).InDialog(Key.F10.WithShift),
        ["menu-runs"] = static stage => Runs(stage).InDialog(Key.F10.WithShift),
        ["menu-console"] = static stage => Watch(stage).Press(Key.C.WithAlt).InDialog(Key.F10.WithShift),
        ["menu-samples"] = static stage => Watch(stage).Press(Key.S.WithAlt).WaitFor("1 of 4").InDialog(Key.F10.WithShift),
        ["help"] = static stage => stage.InDialog(Key.F1),
        ["help-runs"] = static stage => Runs(stage).InDialog(Key.F1),
    };

    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-screens-").FullName;

    public static TheoryData<string, int, int> Screens => Sized(Scenes.Keys);

    public static TheoryData<string, int, int> ScreensOfDialogs => Sized(Dialogs.Keys);

    public SnapshotTests(SnapshotPlace place) => place.CopyTo(_place);

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [MemberData(nameof(Screens))]
    public void Screen_OfEachPane_EqualsTheStoredOne(string scene, int columns, int rows)
    {
        using var stage = Begin(columns, rows);
        Scenes[scene](stage);
        stage.WaitFor(() => stage.Frame() == stage.Frame(), "rest");

        Compare(scene, columns, rows, stage.Screen);
    }

    [Theory]
    [MemberData(nameof(ScreensOfDialogs))]
    public void Screen_OfEachDialog_EqualsTheStoredOne(string dialog, int columns, int rows)
    {
        using var stage = Begin(columns, rows, isWelcomed: dialog != "welcome");

        Compare($"dialog-{dialog}", columns, rows, Inside(Dialogs[dialog](stage)));
    }

    // What a dialog covers in part cannot be told apart from what differs from run to run: beside it nothing is compared.
    private static string Inside(string screen) => string.Join('\n', screen.Split('\n').Select(line =>
        line.IndexOfAny(DialogFrame) is >= 0 and var first ? new string(' ', first) + line[first..(line.LastIndexOfAny(DialogFrame) + 1)] : line));

    private static TheoryData<string, int, int> Sized(IEnumerable<string> names) =>
        [.. names.SelectMany(name => new[] { (80, 24), (120, 40), (200, 60) }.Select(size => (name, size.Item1, size.Item2)))];

    private EditorStage Begin(int columns, int rows, bool isWelcomed = true)
    {
        var stage = new EditorStage(_place, columns, rows, static _ => new IdleProcess(), isWelcomed: isWelcomed);
        return stage.WaitFor("Recipes").WaitFor("Plugins").WaitFor(() => stage.Bench.Tree.IsComplete, "the whole project");
    }

    private static void Compare(string name, int columns, int rows, string screen)
    {
        var seen = Steady(screen) + "\n";
        var path = Path.Combine(Workplace.Repository, "tests", "RewardLab.Editor.Tests", "Screens", $"{name}-{columns}x{rows}.txt");
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

    // Two trainings whose proxies rise while the held-out rewards of one fall, on a scale of their own.
    private static EditorStage Overlay(EditorStage stage)
    {
        foreach (var (name, sign) in new[] { ("gentle", 1), ("greedy", -1) })
        {
            using var run = stage.Bench.Store.Create(new RunRecord { Recipe = new RunRecipe { Name = "tuning", Path = "recipes/tuning.csx" } });
            new RunNotes { Name = name }.Write(run.Folder);
            for (var epoch = 1; epoch <= 30; epoch++)
            {
                run.Emit(new EventRecord(EventKinds.FineTuningEpoch)
                {
                    Series = $"ddpo-{name}",
                    Position = new EventPosition("epoch", epoch),
                    Metrics = [RunMetric.Proxy((2 - sign) * Math.Sqrt(epoch)), RunMetric.HeldOut("truth", 0.5 + (sign * epoch / 100.0))],
                });
            }

            run.Complete();
        }

        RunEntry[] runs = [.. stage.Bench.Store.List().Where(run => run.Notes.Name is not null).OrderBy(run => run.Notes.Name, StringComparer.Ordinal)];
        stage.Bench.Watch(runs[0]);
        stage.Bench.Overlay(runs[1]);
        return stage
            .WaitFor(() => stage.Bench.Monitor!.EventCount >= 30 && stage.Bench.Overlays.Single().EventCount >= 30, "both runs' events")
            .Press(Key.M.WithAlt)
            .WaitFor("greedy");
    }

    private static EditorStage Compose(EditorStage stage) => stage.Press(Key.CursorDown, Key.CursorRight, Key.CursorDown, Key.Enter)
        .WaitFor("optimizer")
        .Press(Key.H.WithAlt);

    private static EditorStage Runs(EditorStage stage) => Watch(stage).Press(Key.N.WithAlt).WaitFor("AUROC");

    // One run that never begins, and two that wait for it.
    private static EditorStage Wait(EditorStage stage) => Open(stage).Press(Key.F5, Key.F5, Key.F5)
        .WaitFor(() => stage.Bench.Queue.Waiting.Count() == 2, "two that wait");

    private static EditorStage Conflict(EditorStage stage)
    {
        Compose(stage).Press(Key.Home, Key.CursorDown, Key.CursorDown, Key.CursorDown, Key.Delete).WaitFor("not saved");
        File.AppendAllText(stage.Bench.Experiment!.Path!, "imagesPerPrompt: 2\n");
        return stage;
    }

    // What differs from run to run and from machine to machine: a run's id, times of day, hashes, paths.
    private static string Steady(string screen)
    {
        screen = RunIds().Replace(screen, match => "20260102-030405-tuning-" + new string('0', match.Groups["tail"].Length));
        screen = Times().Replace(screen, "00:00:00");
        screen = Hashes().Replace(screen, match => new string('0', match.Length));
        screen = FreeBytes().Replace(screen, match => "Memory   00.0 GB free" + new string(' ', Math.Max(0, match.Length - "Memory   00.0 GB free".Length)));
        screen = PathsInDialogs().Replace(screen, "┃/PATH┃");
        return Paths().Replace(screen, "/PATH");
    }

    [GeneratedRegex(@"\d{8}-\d{6}-tuning-(?<tail>[0-9a-f]{0,4})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RunIds();

    [GeneratedRegex(@"\b\d\d:\d\d:\d\d\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Times();

    [GeneratedRegex(@"Memory   [\d.]+ GB free *", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FreeBytes();

    [GeneratedRegex("[0-9a-f]{12,64}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hashes();

    [GeneratedRegex(@"┃ */[^\s┃][^┃\n]*┃", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathsInDialogs();

    [GeneratedRegex(@"(?<=[│ \n])/(?=[^\s│])[^│\n]*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Paths();
}
