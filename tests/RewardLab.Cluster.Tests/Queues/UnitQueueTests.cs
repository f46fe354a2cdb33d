using RewardLab.Abstractions;
using RewardLab.Cluster.Queues;

namespace RewardLab.Cluster.Tests.Queues;

public sealed class UnitQueueTests : IDisposable
{
    private readonly QueueFixture _fixture = new();

    [Fact]
    public void Results_ThatCameInAnotherOrder_AreTakenInTheOrderOfTheUnits()
    {
        _fixture.Add(TestUnits.Create(1, 3));
        _fixture.Join("a", "b", "c");
        var leases = new[] { _fixture.Take("a")!, _fixture.Take("b")!, _fixture.Take("c")! };
        leases.Select(lease => lease.Unit.Index).ShouldBe([1, 2, 3]);
        foreach (var lease in leases.Reverse())
        {
            _fixture.Complete(lease).ShouldBeTrue();
        }

        new[] { _fixture.Next(), _fixture.Next(), _fixture.Next() }.ShouldBe([1, 4, 9]);
        _fixture.Batch.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Lease_ThatIsNotRenewed_RunsOutAndItsUnitIsNext()
    {
        _fixture.Add(TestUnits.Create(1, 2));
        _fixture.Join("a", "b");
        var lost = _fixture.Take("a")!;
        _fixture.Pass(14);
        lost.IsHeld.ShouldBeTrue();
        _fixture.Pass(1);
        lost.IsHeld.ShouldBeFalse();
        _fixture.Take("b")!.Unit.Index.ShouldBe(1);
        _fixture.Queue.Renew(lost.Ticket).ShouldBeFalse("it drops the unit");
    }

    [Fact]
    public void Lease_ThatIsRenewed_LastsHoweverLongTheUnitTakes()
    {
        _fixture.Add(TestUnits.Create(1, 1));
        _fixture.Join("a");
        var lease = _fixture.Take("a")!;
        for (var i = 0; i < 720; i++)
        {
            _fixture.Pass(5);
            _fixture.Queue.Renew(lease.Ticket).ShouldBeTrue();
        }

        _fixture.Complete(lease).ShouldBeTrue();
    }

    [Fact]
    public void Result_OfALostLease_IsWelcomeAndTheSecondIsNot()
    {
        _fixture.Add(TestUnits.Create(5, 1));
        _fixture.Join("a", "b");
        var late = _fixture.Take("a")!;
        _fixture.Pass(16);
        var second = _fixture.Take("b")!;
        _fixture.Complete(late).ShouldBeTrue();
        _fixture.Complete(second).ShouldBeFalse();
        _fixture.Queue.Renew(second.Ticket).ShouldBeFalse("another was first");
        _fixture.Next().ShouldBe(25);
    }

    [Fact]
    public void Worker_ThatAsksAgain_GivesBackWhatItNeverGot()
    {
        _fixture.Add(TestUnits.Create(1, 2));
        _fixture.Join("a", "b");
        var never = _fixture.Take("a")!;
        var lease = _fixture.Take("a")!;
        never.IsHeld.ShouldBeFalse();
        lease.Unit.Index.ShouldBe(1);
        _fixture.Queue.Ask("a", 1).ShouldBeFalse("this request is older");
        lease.IsHeld.ShouldBeTrue();
    }

    [Fact]
    public void Worker_ThatLeaves_GivesItsUnitBackAtOnce()
    {
        _fixture.Add(TestUnits.Create(1, 1));
        _fixture.Join("a", "b");
        _fixture.Take("a");
        _fixture.Take("b").ShouldBeNull();
        _fixture.Queue.Leave("a");
        _fixture.TakeAgain("b")!.Unit.Index.ShouldBe(1);
        _fixture.Take("a").ShouldBeNull("it has to join first");
    }

    [Fact]
    public void Pause_OfThisProcess_ExtendsEveryLease()
    {
        var time = new SteppedTime();
        using var queue = new UnitQueue(new UnitQueueOptions(), time);
        using var batch = queue.Open();
        batch.Add(TestUnits.Create(1));
        queue.Join("a");
        queue.Ask("a", 1);
        var lease = queue.TryTake("a", 1)!;
        time.Elapsed += TimeSpan.FromMinutes(10);
        queue.Renew(lease.Ticket).ShouldBeTrue("nobody could renew meanwhile");
        for (var i = 0; i < 15; i++)
        {
            time.Elapsed += TimeSpan.FromSeconds(1);
            queue.Describe();
        }

        lease.IsHeld.ShouldBeFalse("it is renewed no longer");
    }

    [Fact]
    public void Failure_OnThreeWorkers_EndsTheWorkWithItsError()
    {
        _fixture.Add(TestUnits.Create(1, 2));
        _fixture.Join("a", "b", "c");
        _fixture.Queue.Fail(_fixture.Take("a")!.Ticket, "no memory", isRefused: false);
        _fixture.Take("a")!.Unit.Index.ShouldBe(2, "on this worker it failed");
        _fixture.Queue.Fail(_fixture.Take("b")!.Ticket, "no memory", isRefused: false);
        _fixture.Queue.Fail(_fixture.Take("c")!.Ticket, "no memory at all", isRefused: false);
        Should.Throw<RewardLabException>(() => _fixture.Next()).Message
            .ShouldBe("Unit numbers #1 (square) failed 3 times, on a, b, c; the last time: no memory at all");
    }

    [Fact]
    public void Failure_OnTheOnlyWorker_IsTriedAgainThere()
    {
        _fixture.Add(TestUnits.Create(3, 1));
        _fixture.Join("a");
        _fixture.Queue.Fail(_fixture.Take("a")!.Ticket, "a hiccup", isRefused: false);
        _fixture.Complete(_fixture.Take("a")!).ShouldBeTrue();
        _fixture.Next().ShouldBe(9);
    }

    [Fact]
    public void Refusal_OfAHandler_EndsTheWorkAtOnceWithItsWords()
    {
        _fixture.Add(TestUnits.Create(1, 3));
        _fixture.Join("a", "b");
        _fixture.Take("a");
        _fixture.Queue.Fail(_fixture.Take("b")!.Ticket, "The prompt is too long.", isRefused: true);
        Should.Throw<RewardLabException>(() => _fixture.Next()).Message.ShouldBe("The prompt is too long.");
    }

    [Fact]
    public void Unit_OverWhichWorkersVanish_EndsTheWork()
    {
        _fixture.Add(TestUnits.Create(1, 1));
        for (var i = 0; i < 5; i++)
        {
            _fixture.Join($"w{i}");
            _fixture.Take($"w{i}").ShouldNotBeNull();
            _fixture.Pass(16);
        }

        Should.Throw<RewardLabException>(() => _fixture.Next()).Message.ShouldContain("was lost with 5 workers, one after the other: w0, w1, w2, w3, w4");
    }

    [Fact]
    public void Straggler_BesideAnIdleWorker_IsDoneTwice()
    {
        _fixture.Add(TestUnits.Create(4, 1));
        _fixture.Join("slow", "idle", "third");
        var slow = _fixture.Take("slow")!;
        _fixture.Take("idle").ShouldBeNull();
        _fixture.Pass(3, slow);
        var copy = _fixture.TakeAgain("idle")!;
        copy.Unit.ShouldBe(slow.Unit);
        _fixture.Take("third").ShouldBeNull("two copies are enough");
        _fixture.Complete(copy).ShouldBeTrue();
        _fixture.Queue.Renew(slow.Ticket).ShouldBeFalse();
        _fixture.Next().ShouldBe(16);
    }

    [Fact]
    public void Unit_ThatFollows_WaitsForItsWorker()
    {
        var (first, second) = (TestUnits.Create(1), TestUnits.Create(2));
        _fixture.Add(first, second);
        _fixture.Join("a", "b");
        var (one, two) = (_fixture.Take("a")!, _fixture.Take("b")!);
        _fixture.Complete(one);
        _fixture.Complete(two);
        _fixture.Add(TestUnits.Create(11, first), TestUnits.Create(12, second), TestUnits.Create(13, first));
        var held = _fixture.Take("b")!;
        held.Unit.Index.ShouldBe(12);
        _fixture.Take("a")!.Unit.Index.ShouldBe(11);
        _fixture.Complete(held);
        _fixture.Take("b").ShouldBeNull("13 follows what the other has in memory");
        _fixture.Pass(3);
        _fixture.TakeAgain("b")!.Unit.Index.ShouldBe(13, "it was idle, and the other is busy");
    }

    [Fact]
    public void Unit_ThatFollowsAWorkerThatIsGone_GoesToAnybody()
    {
        var first = TestUnits.Create(1);
        _fixture.Add(first);
        _fixture.Join("a", "b");
        _fixture.Complete(_fixture.Take("a")!);
        _fixture.Add(TestUnits.Create(11, first));
        _fixture.Take("b").ShouldBeNull();
        _fixture.Queue.Leave("a");
        _fixture.TakeAgain("b")!.Unit.Index.ShouldBe(11);
    }

    [Fact]
    public void Batch_WithResultsThatNobodyTakes_HasNoRoom()
    {
        using var fixture = new QueueFixture(new UnitQueueOptions { MaxWaitingBytes = 10, MinWindow = 5 });
        fixture.Join("a");
        fixture.Add(TestUnits.Create(1, 5));
        fixture.Batch.HasRoom.ShouldBeFalse("five are open");
        for (var i = 0; i < 4; i++)
        {
            fixture.Complete(fixture.Take("a")!);
        }

        fixture.Next();
        fixture.Batch.HasRoom.ShouldBeFalse("three results of four bytes wait");
        fixture.Next();
        fixture.Batch.HasRoom.ShouldBeTrue();
    }

    [Fact]
    public void Batch_ThatIsGivenUp_LeavesNothingBehind()
    {
        _fixture.Join("a");
        using (var batch = _fixture.Queue.Open())
        {
            var name = _fixture.Queue.Shared.Share(new byte[] { 1, 2, 3 });
            batch.Add(TestUnits.Create(1, null, name));
            batch.Add(TestUnits.Create(2, null, name));
            var lease = _fixture.Take("a")!;
            _fixture.Queue.Shared.Release(name);
            _fixture.Queue.Shared.Find(name).ShouldNotBeNull("open units name it");
            batch.Dispose();
            _fixture.Queue.Shared.Find(name).ShouldBeNull();
            _fixture.Queue.Renew(lease.Ticket).ShouldBeFalse();
        }

        var state = _fixture.Queue.Describe();
        (state.WaitingUnits, state.LeasedUnits).ShouldBe((0, 0));
    }

    [Fact]
    public void Unit_ThatNamesUnknownData_IsRefused() =>
        Should.Throw<ArgumentException>(() => _fixture.Add(TestUnits.Create(1, null, "abc"))).Message.ShouldContain("abc, which nobody has shared");

    [Fact]
    public void TakeNext_ThatIsCancelled_Ends()
    {
        _fixture.Add(TestUnits.Create(1, 1));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Should.Throw<OperationCanceledException>(() => _fixture.Batch.TakeNext(cancelled.Token));
    }

    public void Dispose() => _fixture.Dispose();

    // Time passes without a timer's tick, as for a process that is stopped.
    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
