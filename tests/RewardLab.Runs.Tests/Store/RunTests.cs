using System.Globalization;
using Microsoft.VisualBasic.FileIO;
using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Images;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Tests.Store;

public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Events_Emitted_AreNumberedTimedLines()
    {
        using var run = Create();
        _time.Advance(TimeSpan.FromSeconds(2.5));
        run.Emit("bestofn.pick", new Dictionary<string, object?>
        {
            ["n"] = 4,
            ["score"] = 0.25f,
            ["nothing"] = double.NaN,
            ["prompt"] = "a \"cat\"\nand a ball",
            ["list"] = new[] { 1, 2 },
        });
        run.Log("hello");

        // While the run is still running.
        var events = RunEvents.Read(run.Folder);
        events.Select(e => e.Kind).ShouldBe(["run.started", "bestofn.pick", "log"]);
        events.Select(e => e.Sequence).ShouldBe([0L, 1, 2]);
        events[1].ElapsedSeconds.ShouldBe(2.5);
        events[1].Data.GetProperty("score").GetSingle().ShouldBe(0.25f);
        events[1].Data.GetProperty("nothing").GetString().ShouldBe("NaN");
        events[1].Data.GetProperty("prompt").GetString().ShouldBe("a \"cat\"\nand a ball");
        events[1].Data.GetProperty("list").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void Events_LastLineTorn_AreReadWithoutIt()
    {
        var run = Create();
        run.Emit("one", new Dictionary<string, object?>());
        run.Dispose();
        var path = Path.Combine(run.Folder, RunEvents.FileName);
        var whole = File.ReadAllText(path);
        for (var cut = 0; cut < whole.Length; cut++)
        {
            File.WriteAllText(path, whole[..cut]);
            RunEvents.Read(run.Folder).Count.ShouldBe(whole[..cut].Count(c => c == '\n'));
        }
    }

    [Theory]
    [InlineData("{\"sequence\":")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    public void Events_DamagedLineInside_AreRefusedWithItsNumber(string line)
    {
        var run = Create();
        run.Dispose();
        File.AppendAllText(Path.Combine(run.Folder, RunEvents.FileName), line + "\n");
        Should.Throw<RewardLabException>(() => RunEvents.Read(run.Folder)).Message.ShouldContain("line 2 ");
    }

    [Fact]
    public void Events_FromManyThreads_AreWholeLinesInOrder()
    {
        using var run = Create();
        Parallel.For(0, 200, i => run.Emit("tick", new Dictionary<string, object?> { ["i"] = i }));
        var events = RunEvents.Read(run.Folder);
        events.Select(e => e.Sequence).ShouldBe(Enumerable.Range(0, 201).Select(i => (long)i));
        events.Skip(1).Select(e => e.Data.GetProperty("i").GetInt32()).Order().ShouldBe(Enumerable.Range(0, 200));
    }

    [Fact]
    public void Events_DiskFull_SaySoInOneLine()
    {
        using var log = new EventLog(_folder["events.jsonl"], () => TimeSpan.Zero, path => new FullDisk(path, capacityBytes: 120));
        log.Append(new EventRecord("first"));
        Should.Throw<RewardLabException>(() => log.Append(new EventRecord("second"))).Message.ShouldStartWith("The disk is full");
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/x")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("C:x")]
    [InlineData("run.yaml")]
    [InlineData("Events.jsonl")]
    [InlineData(" ")]
    [InlineData(".")]
    public void File_OutsideOrReserved_IsRefused(string path)
    {
        using var run = Create();
        Should.Throw<ArgumentException>(() => run.CreateFile(path));
        Should.Throw<ArgumentException>(() => run.OpenFile(path));
    }

    [Fact]
    public void File_WrittenAndOpened_IsTheSame()
    {
        using var run = Create();
        run.OpenFile("deep/er/note.txt").ShouldBeNull();
        using (var file = run.CreateFile("deep/er/note.txt"))
        {
            file.Write("hi"u8);
        }

        using var stream = run.OpenFile("deep/er/note.txt").ShouldNotBeNull();
        new StreamReader(stream).ReadToEnd().ShouldBe("hi");
    }

    [Fact]
    public void Listener_OfARun_SeesProgressAndLines()
    {
        var listener = new Recorder();
        using var run = new RunStore(_folder.Path, _time).Create(new RunRecord { Recipe = new RunRecipe { Name = "r" } }, listener);
        run.ReportProgress("drawing", 3, 4);
        run.ReportProgress("drawing", 9, 4);
        run.Log("line");
        listener.Seen.ShouldBe(["drawing 3/4", "drawing 4/4", "line"]);
        Should.Throw<ArgumentOutOfRangeException>(() => run.ReportProgress("drawing", 0, 0));
    }

    [Fact]
    public void ImagesAndScores_OfTwoRuns_AreTheSameBytes()
    {
        var images = new ImageBatch([.. Enumerable.Range(0, 2 * 8 * 8 * 3).Select(i => (byte)(i * 37))], 2, 8, 8);
        var folders = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var run = Create();
            var paths = run.SaveImages(3, "three apples", images);
            paths.ShouldBe(["images/003-three-apples/000.png", "images/003-three-apples/001.png"]);
            run.SaveScores(new ScoreTable(
                "toybox-clip",
                paths,
                ["three apples", "a, \"b\"\nc"],
                [ScoreColumn.Reward("raw", [0.1f, float.MinValue]), ScoreColumn.Reward("textnorm", [1f / 3, 0])]))
                .ShouldBe("scores/toybox-clip.csv");
            folders.Add(run.Folder);
        }

        foreach (var file in (string[])["images/003-three-apples/000.png", "images/003-three-apples/001.png", "scores/toybox-clip.csv"])
        {
            File.ReadAllBytes(Path.Combine(folders[0], file)).ShouldBe(File.ReadAllBytes(Path.Combine(folders[1], file)));
        }

        ImageFiles.Read(Path.Combine(folders[0], "images/003-three-apples/001.png")).Pixels.ShouldBe(images[1].ToArray());
    }

    [Fact]
    public void Scores_ReadByAnotherLibrary_AreTheSameFloats()
    {
        var values = new[] { 0.1f, 1f / 3, float.Epsilon, float.MaxValue, -0f, 16777217f };
        using var run = Create();
        var path = Path.Combine(run.Folder, run.SaveScores(new ScoreTable(
            "r", [.. values.Select((_, i) => $"{i}.png")], [.. values.Select(_ => "a, \"quoted\"\nprompt")], [ScoreColumn.Reward("raw", [.. values])])));

        using var csv = new TextFieldParser(path) { Delimiters = [","], HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = false };
        csv.ReadFields().ShouldBe(["image", "prompt", "raw"]);
        foreach (var value in values)
        {
            var fields = csv.ReadFields().ShouldNotBeNull();
            fields[1].ShouldBe("a, \"quoted\"\nprompt");
            float.Parse(fields[2], CultureInfo.InvariantCulture).ShouldBe(value);
        }

        csv.EndOfData.ShouldBeTrue();
    }

    [Fact]
    public void Scores_OfUnequalLengths_AreRefused() =>
        Should.Throw<ArgumentException>(() => new ScoreTable("r", ["a", "b"], ["p", "p"], [ScoreColumn.Reward("raw", [1f])]));

    private Run Create() => new RunStore(_folder.Path, _time).Create(new RunRecord { Recipe = new RunRecipe { Name = "r" }, Seed = 5 });

    private sealed class Recorder : IRunListener
    {
        public List<string> Seen { get; } = [];

        public void OnProgress(string stage, long done, long total) => Seen.Add($"{stage} {done}/{total}");

        public void OnLog(string message) => Seen.Add(message);
    }
}
