using RewardLab.Abstractions;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Processes;
using RewardLab.Hosting;

namespace RewardLab.Editor.Tests;

/// <summary>Runs one after another.</summary>
public sealed class RunQueueTests
{
    private readonly List<RunJob> _jobs = [];
    private readonly List<FakeProcess> _started = [];
    private readonly List<(EventSeverity Level, string Text)> _said = [];

    [Fact]
    public void Copies_OfJobsThatEnded_GoAndThoseOfJobsThatWaitStay()
    {
        var place = Directory.CreateTempSubdirectory("rewardlab-copies-").FullName;
        try
        {
            var folders = new UserFolders(Path.Combine(place, "home"), [], Path.Combine(place, "cache"));
            FrozenFile Freeze(string text) => FrozenFile.Create(Path.Combine(place, "a.yaml"), text, folders);
            var (completed, waiting, old, kept, recent) = (Freeze("a"), Freeze("b"), Freeze("c"), Freeze("d"), Freeze("e"));
            var now = new DateTime(2026, 1, 10, 0, 0, 0, DateTimeKind.Utc);
            foreach (var file in new[] { completed, waiting, old, kept, recent })
            {
                Directory.SetLastWriteTimeUtc(Path.GetDirectoryName(file.Copy)!, file == completed || file == recent ? now.AddDays(-1) : now.AddDays(-8));
            }

            Directory.CreateDirectory(folders.Settings);
            File.WriteAllText(Path.Combine(folders.Settings, "session-2.json"), $"{{ \"queue\": \"{kept.Copy}\" }}");

            FrozenFile.Clean(folders, [waiting], [completed], now);

            new[] { completed, waiting, old, kept, recent }.Select(file => File.Exists(file.Copy)).ShouldBe([false, true, false, true, true]);
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

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
    public void Begin_FileChangedSinceItWasQueued_RunsTheCopyOfThen()
    {
        var place = Directory.CreateTempSubdirectory("rewardlab-queue-").FullName;
        try
        {
            var (recipe, script) = (Path.Combine(place, "recipes", "a.csx"), Path.Combine(place, "scripts", "b.csx"));
            Write(recipe, "#load \"../scripts/b.csx\"\nvar a = 1;\n");
            Write(script, "var b = 1;\n");
            var files = RecipeSnapshot.Create(recipe, preset: null, new UserFolders("", [], Path.Combine(place, "cache")));
            using var queue = Queue();
            queue.Add(new RunJob("first", ["run", "first"]));
            queue.Add(new RunJob("a", ["run", recipe, "--seed", "1"]) { Files = files });

            Write(script, "var b = 2;\n");
            _started[0].ExitCode = 0;
            queue.Tick();

            var run = _jobs[1].Arguments[1];
            run.ShouldNotBe(recipe);
            _jobs[1].Arguments.ShouldBe(["run", run, "--seed", "1"]);
            File.ReadAllText(run).ShouldBe(File.ReadAllText(recipe));
            File.ReadAllText(Path.Combine(Path.GetDirectoryName(run)!, "../scripts/b.csx")).ShouldBe("var b = 1;\n");
            _said.ShouldBe([(EventSeverity.Warning, "b.csx changed since it was queued; the version that was queued is run.")]);
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }

        static void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    [Fact]
    public void Begin_FileAsItWas_RunsTheFileItself()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "model: a\n");
            var cache = Directory.CreateTempSubdirectory("rewardlab-queue-").FullName;
            using var queue = Queue();

            queue.Add(new RunJob("a", ["run", path]) { Files = [FrozenFile.Create(path, "model: a\n", new UserFolders("", [], cache))] });

            _jobs[0].Arguments.ShouldBe(["run", path]);
            Directory.Delete(cache, recursive: true);
        }
        finally
        {
            File.Delete(path);
        }
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
        var queue = new RunQueue(job =>
        {
            _jobs.Add(job);
            return Begin();
        });
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

        public int Id => 0;

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
