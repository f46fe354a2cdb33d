using System.Diagnostics;
using RewardLab.Cluster.Tests.Hubs;

namespace RewardLab.Cluster.Tests.Processes;

/// <summary>Workers in processes of their own, which die, freeze, leave and come late: the results are the same.</summary>
public sealed class WorkerProcessTests : IAsyncLifetime
{
    private readonly HubFixture _fixture = new();
    private readonly List<WorkerProcess> _workers = [];

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux' signals");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _workers.ForEach(worker => worker.Dispose());
        await _fixture.DisposeAsync();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Results_OfAnyNumberOfProcesses_AreTheSame(int count)
    {
        await _fixture.StartAsync();
        for (var i = 0; i < count; i++)
        {
            Start();
        }

        _fixture.Compute(TestUnits.Create(1, 200)).ShouldBe(Expected(200));
    }

    [Fact]
    public async Task Worker_ThatIsKilled_LosesNothing()
    {
        await _fixture.StartAsync();
        var (first, second) = (Start(100), Start(100));
        var results = Task.Run(() => _fixture.Compute(TestUnits.Create(1, 40)));
        await Poll.UntilAsync(() => Holds(first) && Holds(second), "both at work");
        var watch = Stopwatch.StartNew();
        first.KillAtOnce();
        (await results).ShouldBe(Expected(40));
        TestContext.Current.TestOutputHelper?.WriteLine($"done {watch.Elapsed.TotalSeconds:0.0} s after a kill");
    }

    [Fact]
    public async Task Worker_ThatWasTheOnlyOne_IsFollowedByTheNextWithinALease()
    {
        await _fixture.StartAsync();
        var first = Start(60_000);
        var results = Task.Run(() => _fixture.Compute(TestUnits.Create(1, 1)));
        await Poll.UntilAsync(() => Holds(first), "it at work");
        var watch = Stopwatch.StartNew();
        first.KillAtOnce();
        Start();
        (await results).ShouldBe([1]);
        TestContext.Current.TestOutputHelper?.WriteLine($"done {watch.Elapsed.TotalSeconds:0.0} s after a kill");
    }

    [Fact]
    public async Task Worker_ThatFreezes_LosesItsUnitAndGoesOnWhenItThaws()
    {
        await _fixture.StartAsync();
        var frozen = Start(300);
        var results = Task.Run(() => _fixture.Compute(TestUnits.Create(1, 8)));
        await Poll.UntilAsync(() => Holds(frozen), "it at work");
        frozen.Freeze();
        Start();
        (await results).ShouldBe(Expected(8));
        frozen.Thaw();
        var before = Done(frozen);
        await Poll.UntilAsync(
            () =>
            {
                _fixture.Compute(TestUnits.Create(1, 4)).ShouldBe(Expected(4));
                return Done(frozen) > before;
            },
            "the thawed worker at work again");
    }

    [Fact]
    public async Task Worker_ThatIsAskedToEnd_GivesItsUnitBackAndEnds()
    {
        await _fixture.StartAsync();
        var first = Start(60_000);
        var results = Task.Run(() => _fixture.Compute(TestUnits.Create(3, 1)));
        await Poll.UntilAsync(() => Holds(first), "it at work");
        var watch = Stopwatch.StartNew();
        first.Leave().ShouldBe(0);
        TestContext.Current.TestOutputHelper?.WriteLine($"left after {watch.Elapsed.TotalSeconds:0.0} s");
        Start();
        (await results).ShouldBe([9]);
        _fixture.Hub!.Status.LostLeases.ShouldBe(0);
    }

    [Fact]
    public async Task Worker_OfAnotherBuild_EndsWithTheReason()
    {
        await _fixture.StartAsync();
        var worker = new WorkerProcess(_fixture, build: "9.9.9");
        _workers.Add(worker);
        worker.WaitForExit().ShouldBe(1);
        await Poll.UntilAsync(() => worker.Error.Contains("The hub runs RewardLab 1.2.3+test, and this is 9.9.9.", StringComparison.Ordinal), "the reason");
    }

    /// <summary>Kills and starts at random during the work; with -explicit only.</summary>
    [Fact(Explicit = true)]
    public async Task Chaos_OfAMinute_LosesNothing()
    {
        await _fixture.StartAsync();
        var random = new Random(7);
        for (var i = 0; i < 3; i++)
        {
            Start(50);
        }

        var watch = Stopwatch.StartNew();
        var (rounds, kills, freezes) = (0, 0, 0);
        var work = Task.Run(Work, TestContext.Current.CancellationToken);
        while (!work.IsCompleted && watch.Elapsed < TimeSpan.FromMinutes(1))
        {
            await RealTime.PauseAsync(TimeSpan.FromSeconds(2), "time between two accidents", TestContext.Current.CancellationToken);
            var victim = _workers[random.Next(_workers.Count)];
            if (random.Next(3) == 0)
            {
                victim.Freeze();
                await RealTime.PauseAsync(TimeSpan.FromSeconds(1), "a freeze", TestContext.Current.CancellationToken);
                victim.Thaw();
                freezes++;
            }
            else
            {
                victim.Dispose();
                _workers.Remove(victim);
                Start(50);
                kills++;
            }
        }

        await work;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{rounds} rounds, {kills} kills, {freezes} freezes, {_fixture.Hub!.Status.LostLeases} leases lost, {Environment.WorkingSet / 1e6:0} MB");

        void Work()
        {
            while (watch.Elapsed < TimeSpan.FromMinutes(1))
            {
                _fixture.Compute(TestUnits.Create(1, 30)).ShouldBe(Expected(30));
                rounds++;
            }
        }
    }

    private static IEnumerable<int> Expected(int count) => Enumerable.Range(1, count).Select(i => i * i);

    private WorkerProcess Start(int milliseconds = 0)
    {
        var worker = new WorkerProcess(_fixture, milliseconds);
        _workers.Add(worker);
        return worker;
    }

    private bool Holds(WorkerProcess worker) => _fixture.Hub!.Status.Workers.Any(status => status.Name == worker.Name && status.Unit is not null);

    private long Done(WorkerProcess worker) => _fixture.Hub!.Status.Workers.FirstOrDefault(status => status.Name == worker.Name)?.DoneUnits ?? 0;
}
