using RewardLab.Abstractions;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Tests.Store;

/// <summary>A run running, seen and stopped from outside.</summary>
public sealed class RunHeartbeatTests : IDisposable
{
    // Longer than a beat.
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly TemporaryFolder _folder = new();

    private RunStore Store => new(_folder["runs"], _time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Heartbeat_OfARunAtWork_TellsProcessAndProgress()
    {
        using var run = Store.Create(new RunRecord { Recipe = new RunRecipe { Name = "r" } });
        var entry = Store.Find("last");
        RunStore.Heartbeat(entry)!.ProcessId.ShouldBe(Environment.ProcessId);

        run.ReportProgress("draw", 0, 10);
        run.ReportProgress("draw", 4, 10);

        _time.Advance(Beat);
        var heartbeat = RunStore.Heartbeat(entry)!;
        (heartbeat.Stage, heartbeat.Done, heartbeat.Total, heartbeat.DoneBefore).ShouldBe(("draw", 4L, 10L, 0L));
    }

    [Fact]
    public void RequestStop_RunningRun_CancelsItsToken()
    {
        using var run = Store.Create(new RunRecord { Recipe = new RunRecipe { Name = "r" } });

        RunStore.RequestStop(Store.Find("last"));

        run.StopRequested.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(Beat);
        run.StopRequested.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public void NoteEnd_OfARunWhoseProcessIsGone_IsItsErrorUntilItIsResumed()
    {
        var run = Store.Create(new RunRecord { Recipe = new RunRecipe { Name = "r" } });
        Should.Throw<RewardLabException>(() => RunStore.NoteEnd(Store.Find("last"), "it crashed"), "its process lives");

        // As by the end of its process, without a word of its own.
        var record = File.ReadAllText(Path.Combine(run.Folder, RunRecord.FileName));
        run.Dispose();
        File.WriteAllText(Path.Combine(run.Folder, RunRecord.FileName), record);
        RunStore.NoteEnd(Store.Find("last"), "it crashed");
        RunStore.NoteEnd(Store.Find("last"), "it crashed again");

        var noted = Store.Find("last");
        (noted.Record!.Status, noted.Record.Error).ShouldBe((RunStatus.Interrupted, "it crashed"));
        using (var resumed = Store.Resume(noted, noted.Record))
        {
            resumed.Complete();
        }

        RunStore.NoteEnd(Store.Find("last"), "too late");
        (Store.Find("last").Record!.Status, Store.Find("last").Record!.Error).ShouldBe((RunStatus.Completed, null));
    }

    [Fact]
    public void Dispose_RunWithAStopRequest_DeletesHeartbeatAndRequest()
    {
        using (var run = Store.Create(new RunRecord { Recipe = new RunRecipe { Name = "r" } }))
        {
            RunStore.RequestStop(Store.Find("last"));
            run.Cancel();
        }

        var entry = Store.Find("last");
        Directory.GetFiles(entry.Folder).Select(Path.GetFileName).Order().ShouldBe(["events.jsonl", "run.yaml"]);
        RunStore.Heartbeat(entry).ShouldBeNull();
        Should.Throw<RewardLabException>(() => RunStore.RequestStop(entry)).Message.ShouldContain("not running");
    }

    [Fact]
    public void Resume_ARequestMeantForTheProcessBefore_IsForgotten()
    {
        Store.Create(new RunRecord { Recipe = new RunRecipe { Name = "r" } }).Dispose();
        var entry = Store.Find("last");
        File.WriteAllText(Path.Combine(entry.Folder, "stop.request"), "");

        using var run = Store.Resume(entry, entry.Record!);

        _time.Advance(Beat);
        RunStore.Heartbeat(entry)!.ProcessId.ShouldBe(Environment.ProcessId, "it beats");
        run.StopRequested.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public void UnitsPerSecond_StageBegunHalfway_CountsFromThere()
    {
        var heartbeat = new RunHeartbeat(1, "draw", 30, 50, 10, DoneBefore: 10);

        heartbeat.UnitsPerSecond.ShouldBe(2);
        heartbeat.TimeLeft.ShouldBe(TimeSpan.FromSeconds(10));
    }
}
