using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Tests.Monitoring;

/// <summary>What is known of a run from its folder alone.</summary>
public sealed class RunMonitorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-feed-").FullName;

    private RunStore Store => new(_folder, new ManualTime());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Poll_Metrics_BecomeCurvesByWhatTheyCountBy()
    {
        using var run = Begin();
        var feed = new RunMonitor(Store.Find("last"));
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            run.Emit("finetune.epoch", new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = "ddpo", ["epoch"] = epoch, ["proxy"] = epoch * 0.5, ["isLast"] = false });
        }

        feed.Poll().ShouldBeTrue();
        feed.Poll().ShouldBeFalse();

        var key = feed.Keys.ShouldHaveSingleItem();
        key.ShouldBe(new CurveKey("finetune.epoch", "ddpo", "proxy", "epoch"));
        feed.Curves(k => k == key).Single().Points.Select(p => (p.FirstX, p.Last)).ShouldBe([(1.0, 0.5), (2, 1), (3, 1.5)]);
    }

    [Fact]
    public void Poll_LinesAndWarnings_AreToldOnceAndWithTheirLevel()
    {
        using (var run = Begin())
        {
            run.Log("drawn");
            run.Log("drawn");
            run.Log("ddpo: the ratio is off");
            run.Emit("finetune.fallback", new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = "ddpo", ["message"] = "the ratio is off" });
            run.Emit("finetune.alarm", new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = "ddpo", ["epoch"] = 7, ["heldOut"] = "truth" });
            run.Fail("01.csx(3,5): no such reward");
        }

        var feed = new RunMonitor(Store.Find("last"));
        feed.Poll();

        feed.LinesAfter(0, out _).Select(line => (line.Level, line.Text)).ShouldBe(
        [
            (LogSeverity.Information, "started"),
            (LogSeverity.Information, "drawn"),
            (LogSeverity.Information, "drawn"),
            (LogSeverity.Warning, "ddpo: the ratio is off"),
            (LogSeverity.Warning, "ddpo: alarm: truth falls while the reward rises"),
            (LogSeverity.Error, "failed: 01.csx(3,5): no such reward"),
        ]);
        feed.Marks.Select(mark => (mark.Unit, mark.X)).ShouldContain(("epoch", 7.0));
        feed.Run.Record!.Status.ShouldBe(RunStatus.Failed);
    }

    [Fact]
    public void Poll_FloodOfEvents_LosesNone()
    {
        using var run = Begin();
        var feed = new RunMonitor(Store.Find("last"));
        for (var i = 0; i < 30_000; i++)
        {
            run.Emit("flood", new Dictionary<string, object?>(StringComparer.Ordinal) { ["step"] = i, ["value"] = i });
            if (i % 5000 == 0)
            {
                feed.Poll();
            }
        }

        feed.Poll();

        feed.EventCount.ShouldBe(30_001);
        feed.Curves(_ => true).Single().Points.Length.ShouldBeLessThanOrEqualTo(Curve.Capacity);
    }

    [Fact]
    public void Poll_FolderDeleted_SaysSoOnce()
    {
        using (var run = Begin())
        {
            run.Complete();
        }

        var feed = new RunMonitor(Store.Find("last"));
        feed.Poll();
        Directory.Delete(Store.Find("last").Folder, recursive: true);

        feed.Poll();
        feed.Poll();

        feed.LinesAfter(0, out _).Count(line => line.Level == LogSeverity.Error).ShouldBe(1);
    }

    private Run Begin() => Store.Create(new RunRecord { Recipe = new RunRecipe { Name = "r" } });
}
