using RewardLab.Abstractions;
using RewardLab.Editor.Processes;

namespace RewardLab.Editor.Tests;

/// <summary>Runs one after another.</summary>
public sealed class RunQueueTests
{
    private readonly List<FakeProcess> _started = [];
    private readonly List<(EventSeverity Level, string Text)> _said = [];

    [Fact]
    public void Add_SeveralJobs_RunOneAfterAnother()
    {
        using var queue = Queue();
        var first = queue.Add(new RunJob("a", ["run", "a"]));
        var second = queue.Add(new RunJob("b", ["run", "b"]));
        (first.State, second.State).ShouldBe((RunJobState.Starting, RunJobState.Queued));

        _started[0].Folder = "/runs/a";
        queue.Tick();
        (first.State, first.Folder).ShouldBe((RunJobState.Running, "/runs/a"));

        _started[0].Output.Add("a table");
        _started[0].Errors.Add("rewardlab: it broke");
        _started[0].ExitCode = 1;
        queue.Tick();

        (first.State, first.ExitCode, second.State).ShouldBe((RunJobState.Ended, 1, RunJobState.Starting));
        _said.ShouldBe([(EventSeverity.Information, "a table"), (EventSeverity.Error, "rewardlab: it broke")]);
        _started[0].IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void Stop_QueuedRun_NeverStarts()
    {
        using var queue = Queue();
        queue.Add(new RunJob("a", ["run", "a"]));
        var second = queue.Add(new RunJob("b", ["run", "b"]));

        queue.Stop(second);
        _started[0].ExitCode = 0;
        queue.Tick();

        second.State.ShouldBe(RunJobState.Ended);
        _started.Count.ShouldBe(1);
    }

    [Fact]
    public void Stop_RunWithoutAFolderYet_EndsItAtOnce()
    {
        using var queue = Queue();
        var run = queue.Add(new RunJob("a", ["run", "a"]));

        queue.Stop(run);

        _started[0].IsKilled.ShouldBeTrue();
    }

    [Fact]
    public void Add_ThatCannotStart_SaysWhyAndLetsTheNextOneRun()
    {
        var attempts = 0;
        using var queue = new RunQueue(_ => attempts++ == 0 ? throw new RewardLabException("no such program") : Begin());
        queue.MessageReceived += (_, level, text) => _said.Add((level, text));

        var first = queue.Add(new RunJob("a", []));
        var second = queue.Add(new RunJob("b", []));

        (first.State, second.State).ShouldBe((RunJobState.Ended, RunJobState.Starting));
        _said.ShouldBe([(EventSeverity.Error, "no such program")]);
    }

    [Fact]
    public void Dispose_RunInProgress_LeavesItRunning()
    {
        var queue = Queue();
        queue.Add(new RunJob("a", []));

        queue.Dispose();

        (_started[0].IsDisposed, _started[0].IsKilled).ShouldBe((true, false));
    }

    private RunQueue Queue()
    {
        var queue = new RunQueue(_ => Begin());
        queue.MessageReceived += (_, level, text) => _said.Add((level, text));
        return queue;
    }

    private FakeProcess Begin()
    {
        var process = new FakeProcess();
        _started.Add(process);
        return process;
    }

    private sealed class FakeProcess : IRunProcess
    {
        public List<string> Output { get; } = [];

        public List<string> Errors { get; } = [];

        public string? Folder { get; set; }

        public int? ExitCode { get; set; }

        public bool IsKilled { get; private set; }

        public bool IsDisposed { get; private set; }

        public IReadOnlyList<string> TakeOutput() => Take(Output);

        public IReadOnlyList<string> TakeErrors() => Take(Errors);

        public void Kill() => IsKilled = true;

        public void Dispose() => IsDisposed = true;

        private static string[] Take(List<string> lines)
        {
            string[] taken = [.. lines];
            lines.Clear();
            return taken;
        }
    }
}
