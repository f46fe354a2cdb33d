using System.Text.Json;
using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Tests.Store;

/// <summary>Runs that are stopped somewhere and continue: the log reads as if they had never stopped.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    private RunStore Store => new(_folder["runs"], _time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resume_WithoutCheckpoint_ReplaysWhatIsTheSameAndGoesOn()
    {
        using (var run = Store.Create(Record()))
        {
            Emit(run, "a", 1);
            _time.Advance(TimeSpan.FromSeconds(3));
            Emit(run, "b", 2);
            run.Cancel();
        }

        using (var run = Store.Resume(Store.Find("last"), Record()))
        {
            Emit(run, "a", 1);
            Emit(run, "b", 2);
            _time.Advance(TimeSpan.FromSeconds(2));
            Emit(run, "c", 3);
            run.Complete();
        }

        var events = Read();
        events.Select(e => e.Kind).ShouldBe(["run.started", "a", "b", "c", "run.completed"]);
        events.Select(e => e.Sequence).ShouldBe([0L, 1, 2, 3, 4]);
        events.Select(e => e.ElapsedSeconds).ShouldBe([0, 0, 3, 5, 5]); // the times of the first go stand, and the second adds to them
        var record = Store.Find("last").Record!;
        (record.Status, record.Resumptions, record.DurationSeconds).ShouldBe((RunStatus.Completed, 1, 5));
    }

    [Fact]
    public void Resume_SomethingComesOutOtherwise_DropsTheRest()
    {
        using (var run = Store.Create(Record()))
        {
            Emit(run, "a", 1);
            Emit(run, "b", 2);
            Emit(run, "c", 3);
        }

        using (var run = Store.Resume(Store.Find("last"), Record()))
        {
            Emit(run, "a", 1);
            Emit(run, "b", 20);
        }

        Read().Select(e => (e.Kind, e.Kind == "run.started" ? 0 : e.Data.GetProperty("n").GetInt32())).ShouldBe([("run.started", 0), ("a", 1), ("b", 20)]);
    }

    [Fact]
    public void Resume_TimesAndMemoryDiffer_AreTheSameEvent()
    {
        using (var run = Store.Create(Record()))
        {
            run.Emit("epoch", Measured(1, 10));
            Emit(run, "b", 2);
        }

        using (var run = Store.Resume(Store.Find("last"), Record()))
        {
            run.Emit("epoch", Measured(2, 20));
        }

        var events = Read();
        events.Count.ShouldBe(3);
        events[1].Data.GetProperty("peakBytes").GetInt32().ShouldBe(10);

        static Dictionary<string, object?> Measured(int seconds, int bytes) =>
            new()
            {
                ["loss"] = 0.5,
                ["samplingSeconds"] = seconds,
                ["peakBytes"] = bytes,
                ["inner"] = new Dictionary<string, object?> { ["imagesPerSecond"] = seconds },
            };
    }

    [Fact]
    public void Resume_LineCutOff_IsWrittenAnew()
    {
        string path;
        using (var run = Store.Create(Record()))
        {
            Emit(run, "a", 1);
            Emit(run, "b", 2);
            path = Path.Combine(run.Folder, RunEvents.FileName);
        }

        var whole = File.ReadAllText(path);
        File.WriteAllText(path, whole[..^5]);
        using (var run = Store.Resume(Store.Find("last"), Record()))
        {
            Emit(run, "a", 1);
            Emit(run, "b", 2);
        }

        File.ReadAllText(path).ShouldBe(whole);
    }

    /// <summary>A loop that checkpoints now and then is killed anywhere, any number of times.</summary>
    [Fact]
    public void Resume_KilledAnywhere_ReadsAsNeverKilled() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 7], Gen.Int[0, 40].Array[0, 4]).Sample((steps, interval, kills) =>
        {
            using var folder = new TemporaryFolder();
            var store = new RunStore(folder["runs"], _time);
            using (var whole = store.Create(Record()))
            {
                Loop(whole, steps, interval, new Checkpoint(), int.MaxValue);
            }

            var expected = Essence(RunEvents.Read(store.Find("last").Folder));
            var other = new RunStore(folder["killed"], _time);
            var checkpoint = new Checkpoint();
            var isFirst = true;
            foreach (var kill in kills.Append(int.MaxValue))
            {
                using var run = isFirst ? other.Create(Record()) : other.Resume(other.Find("last"), Record());
                isFirst = false;
                Loop(run, steps, interval, checkpoint, kill);
            }

            Essence(RunEvents.Read(other.Find("last").Folder)).ShouldBe(expected);
        }, iter: 60, threads: 1);

    [Fact]
    public void RecordedSetting_Resumed_GivesTheNumberOfTheFirstGo()
    {
        using (var run = Store.Create(Record()))
        {
            run.GetOrAdd("clip: images per batch", () => 24).ShouldBe(24);
            run.GetOrAdd("blip: images per batch", () => 3).ShouldBe(3);
            run.GetOrAdd("clip: images per batch", () => 99).ShouldBe(24);
        }

        using var resumed = Store.Resume(Store.Find("last"), Record());
        resumed.GetOrAdd("clip: images per batch", () => 7).ShouldBe(24);
        resumed.GetOrAdd("blip: images per batch", () => throw new InvalidOperationException("chosen again")).ShouldBe(3);
    }

    [Fact]
    public void Provenance_Resumed_AddsUpItsTotals()
    {
        using (var run = Store.Create(Record()))
        {
            run.Keep("vlm: eye at here", Facts("one"), Calls(3));
            run.Keep("vlm: eye at here", Facts("two"), Calls(5));
        }

        using (var resumed = Store.Resume(Store.Find("last"), Record()))
        {
            resumed.Keep("vlm: eye at here", Facts("two"), Calls(2));
            resumed.Keep("other", Facts("x"), Calls(1));
        }

        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Store.Find("last").Folder, "components.json")));
        var source = json.RootElement.GetProperty("vlm: eye at here");
        source.GetProperty("facts").GetProperty("model").GetString().ShouldBe("two");
        source.GetProperty("totals").GetProperty("calls").GetDouble().ShouldBe(10);
        json.RootElement.GetProperty("other").GetProperty("totals").GetProperty("calls").GetDouble().ShouldBe(1);

        static Dictionary<string, string> Facts(string model) => new(StringComparer.Ordinal) { ["model"] = model };
        static Dictionary<string, double> Calls(double count) => new(StringComparer.Ordinal) { ["calls"] = count };
    }

    [Fact]
    public void Resume_CompletedOrAtWork_IsRefused()
    {
        using (var run = Store.Create(Record()))
        {
            Should.Throw<RewardLabException>(() => Store.Resume(Store.Find("last"), Record())).Message.ShouldContain("running in another process");
            run.Complete();
        }

        Should.Throw<RewardLabException>(() => Store.Resume(Store.Find("last"), Record())).Message.ShouldContain("is completed");
    }

    private static void Loop(Run run, int steps, int interval, Checkpoint checkpoint, int kill)
    {
        Emit(run, "begin", 0);
        run.SkipEventsTo(checkpoint.Events);
        for (var step = checkpoint.Step; step < steps; step++)
        {
            Emit(run, "step", step);
            if (kill-- == 0)
            {
                return;
            }

            if ((step + 1) % interval == 0)
            {
                (checkpoint.Step, checkpoint.Events) = (step + 1, run.EventCount);
            }
        }

        Emit(run, "end", steps);
    }

    private static string[] Essence(IReadOnlyList<RunEvent> events) => [.. events.Select(e => $"{e.Sequence} {e.Kind} {e.Data.GetRawText()}")];

    private static void Emit(Run run, string kind, int n) => run.Emit(kind, new Dictionary<string, object?> { ["n"] = n });

    private static RunRecord Record() => new() { Recipe = new RunRecipe { Name = "loop" }, Seed = 7 };

    private IReadOnlyList<RunEvent> Read() => RunEvents.Read(Store.Find("last").Folder);

    private sealed class Checkpoint
    {
        public int Step { get; set; }

        public long Events { get; set; }
    }
}
