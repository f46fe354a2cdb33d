using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Tests.Monitoring;

/// <summary>What is known of a run from its folder alone.</summary>
public sealed class RunMonitorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-monitor-").FullName;

    private RunStore Store => new(_folder, new ManualTime());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Poll_TypedMetrics_BecomeCurvesByKindSeriesRoleAndAxis()
    {
        using var run = Begin();
        var monitor = new RunMonitor(Store.Find("last"));
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            run.Emit(new EventRecord(EventKinds.FineTuningEvaluation)
            {
                Series = "ddpo",
                Position = new EventPosition("epoch", epoch),
                Metrics =
                [
                    RunMetric.Proxy(epoch * 0.5),
                    RunMetric.HeldOut("kl", epoch),
                    new RunMetric("kl", epoch * 2) { Unit = "nats", Lower = epoch, Upper = epoch * 3 },
                    RunMetric.Seconds("sampleSeconds", 9),
                ],
                Payload = new Dictionary<string, object?>(StringComparer.Ordinal) { ["bestEpoch"] = 1 },
            });
        }

        monitor.Poll().ShouldBeTrue();
        monitor.Poll().ShouldBeFalse();

        // A held-out reward may be called as a statistic is, and a payload's number is no metric.
        monitor.Keys.ShouldBe(
        [
            new CurveKey(EventKinds.FineTuningEvaluation, "ddpo", "proxy", "epoch") { Role = MetricRole.Proxy },
            new CurveKey(EventKinds.FineTuningEvaluation, "ddpo", "kl", "epoch") { Role = MetricRole.HeldOut },
            new CurveKey(EventKinds.FineTuningEvaluation, "ddpo", "kl", "epoch") { Unit = "nats" },
            new CurveKey(EventKinds.FineTuningEvaluation, "ddpo", "sampleSeconds", "epoch") { Role = MetricRole.Timing, Unit = "s" },
        ]);
        monitor.Keys.Select(key => key.Label).ShouldBe(["proxy", "held-out kl", "kl", "sampleSeconds"]);
        monitor.Curves(key => key.Unit == "nats")
            .Single()
            .Points.Select(p => (p.FirstX, p.Minimum, p.Last, p.Maximum))
            .ShouldBe([(1.0, 1.0, 2.0, 3.0), (2, 2, 4, 6), (3, 3, 6, 9)]);
    }

    [Fact]
    public void Poll_ValuesOfAThirdPartysOwnKind_AreShownByTheNamesOfTheContract()
    {
        using var run = Begin();
        for (var step = 1; step <= 2; step++)
        {
            run.Emit("stranger.progress", new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = "mine", ["mode"] = "fast", ["step"] = step, ["wobble"] = step * 0.5, ["drawSeconds"] = 1.0, ["isLast"] = false,
            });
        }

        run.Emit("stranger.trouble", new Dictionary<string, object?>(StringComparer.Ordinal) { ["step"] = 2, ["message"] = "it wobbles" });
        var monitor = new RunMonitor(Store.Find("last"));
        monitor.Poll();

        monitor.Keys.ShouldBe(
        [
            new CurveKey("stranger.progress", "mine", "wobble", "step"),
            new CurveKey("stranger.progress", "mine", "drawSeconds", "step") { Role = MetricRole.Timing },
        ]);
        monitor.LinesAfter(0, out _).Select(line => (line.Severity, line.Text)).ShouldContain((EventSeverity.Warning, "stranger.trouble: it wobbles"));
        monitor.Annotations.ShouldBe([new ChartAnnotation("", "step", 2, "stranger.trouble: it wobbles")]);
    }

    [Fact]
    public void Poll_LinesAndWarnings_AreToldOnceAndWithTheirSeverity()
    {
        var console = new Lines();
        using (var run = Store.Create(new RunRecord { Recipe = new RunRecipe { Name = "r" } }, console))
        {
            run.Log("generated");
            run.Log("generated");
            run.Log("ddpo: the ratio is off");
            run.Emit(new EventRecord(EventKinds.FineTuningFallback)
            {
                Severity = EventSeverity.Warning, Series = "ddpo", Position = new EventPosition("epoch", 7), Message = "the ratio is off",
            });
            run.Fail("01.csx(3,5): no such reward");
        }

        var monitor = new RunMonitor(Store.Find("last"));
        monitor.Poll();

        // Equal lines are lines of their own: only what says that it is a message is one.
        monitor.LinesAfter(0, out _).Select(line => (line.Severity, line.Text)).ShouldBe(
        [
            (EventSeverity.Information, "started"),
            (EventSeverity.Information, "generated"),
            (EventSeverity.Information, "generated"),
            (EventSeverity.Information, "ddpo: the ratio is off"),
            (EventSeverity.Warning, "ddpo: the ratio is off"),
            (EventSeverity.Error, "failed: 01.csx(3,5): no such reward"),
        ]);
        console.All.ShouldBe(["generated", "generated", "ddpo: the ratio is off", "ddpo: the ratio is off"]);
        monitor.Annotations.ShouldBe([new ChartAnnotation("ddpo", "epoch", 7, "ddpo: the ratio is off")]);
        monitor.Run.Record!.Status.ShouldBe(RunStatus.Failed);
    }

    [Fact]
    public void Poll_EventsOfTheFirstVersion_AreReadAsTheySaidThen()
    {
        using (var run = Begin())
        {
            run.Complete();
        }

        File.WriteAllLines(Path.Combine(Store.Find("last").Folder, RunEvents.FileName),
        [
            """{"sequence":0,"elapsedSeconds":0,"kind":"run.started","data":{"recipe":"r","seed":3}}""",
            """{"sequence":1,"elapsedSeconds":1,"kind":"finetune.look","data":{"name":"ddpo","epoch":0,"proxy":0.5,"judge/"""
            + """truth":0.25,"kl":1.5,"sampleSeconds":2}}""",
            """{"sequence":2,"elapsedSeconds":1,"kind":"log","data":{"message":"ddpo: the ratio is off"}}""",
            """{"sequence":3,"elapsedSeconds":1,"kind":"finetune.fallback","data":{"name":"ddpo","epoch":1,"message":"the ratio is off"}}""",
            """{"sequence":4,"elapsedSeconds":1,"kind":"finetune.alarm","data":{"name":"ddpo","epoch":7,"judge":"truth","proxySlope":1,"action":"none"}}""",
            """{"sequence":5,"elapsedSeconds":1,"kind":"preferences.measured","data":{"name":"p","moment":"before","step":0,"side":"test","accuracy":0.5,"low"""
            + """er":0.25,"upper":0.75,"loss":1}}""",
            """{"sequence":6,"elapsedSeconds":1,"kind":"bestofn.point","data":{"name":"counting","reward":"clip","mean":0.5,"lower":0.4,"upper":0.6,"n":4,"k"""
            + """l":0.6}}""",
            """{"sequence":7,"elapsedSeconds":2,"kind":"run.failed","data":{"error":"the disk is full"}}""",
        ]);
        var monitor = new RunMonitor(Store.Find("last"));
        monitor.Poll();

        monitor.LinesAfter(0, out _).Select(line => (line.Severity, line.Text)).ShouldBe(
        [
            (EventSeverity.Information, "started"),
            (EventSeverity.Warning, "ddpo: the ratio is off"),
            (EventSeverity.Warning, "ddpo: alarm: truth falls while the reward rises"),
            (EventSeverity.Error, "failed: the disk is full"),
        ]);
        monitor.Annotations.Select(annotation => (annotation.Series, annotation.Axis, annotation.X)).ShouldBe([("ddpo", "epoch", 1.0), ("ddpo", "epoch", 7.0)]);
        monitor.Keys.Select(key => $"{key.Kind} {key.Series}: {key.Label} by {key.Axis}").ShouldBe(
        [
            "finetune.evaluation ddpo: proxy by epoch",
            "finetune.evaluation ddpo: held-out truth by epoch",
            "finetune.evaluation ddpo: kl by epoch",
            "finetune.evaluation ddpo: sampleSeconds by epoch",
            "preferences.measured p test: accuracy by step",
            "preferences.measured p test: loss by step",
            "bestofn.point counting clip: mean by n",
            "bestofn.point counting clip: kl by n",
        ]);
        monitor.Curves(key => key.Metric == "accuracy").Single().Points.ShouldBe([new CurveSegment(0, 0, 0.25, 0.75, 0.5) { Elapsed = 1 }]);
    }

    [Fact]
    public void Poll_FloodOfEvents_LosesNone()
    {
        using var run = Begin();
        var monitor = new RunMonitor(Store.Find("last"));
        for (var i = 0; i < 30_000; i++)
        {
            run.Emit("flood", new Dictionary<string, object?>(StringComparer.Ordinal) { ["step"] = i, ["value"] = i });
            if (i % 5000 == 0)
            {
                monitor.Poll();
            }
        }

        monitor.Poll();

        monitor.EventCount.ShouldBe(30_001);
        monitor.Curves(_ => true).Single().Points.Length.ShouldBeLessThanOrEqualTo(Curve.Capacity);
    }

    [Fact]
    public void Poll_FolderDeleted_SaysSoOnce()
    {
        using (var run = Begin())
        {
            run.Complete();
        }

        var monitor = new RunMonitor(Store.Find("last"));
        monitor.Poll();
        Directory.Delete(Store.Find("last").Folder, recursive: true);

        monitor.Poll();
        monitor.Poll();

        monitor.LinesAfter(0, out _).Count(line => line.Severity == EventSeverity.Error).ShouldBe(1);
    }

    private Run Begin() => Store.Create(new RunRecord { Recipe = new RunRecipe { Name = "r" } });

    private sealed class Lines : IRunListener
    {
        public List<string> All { get; } = [];

        public void OnProgress(string stage, long done, long total)
        {
        }

        public void OnLog(string message) => All.Add(message);
    }
}
