using System.Security.Cryptography;
using RewardLab.Abstractions;

namespace RewardLab.Cluster.Tests.Hubs;

/// <summary>The real hub and real workers, over a port of loopback with TLS.</summary>
public sealed class HubTests : IAsyncLifetime
{
    private readonly HubFixture _fixture = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Compute_WithAnyNumberOfWorkers_GivesTheSameInOrder(int count)
    {
        await _fixture.StartAsync();
        for (var i = 0; i < count; i++)
        {
            _ = _fixture.Work();
        }

        _fixture.Compute(TestUnits.Create(1, 60)).ShouldBe(Enumerable.Range(1, 60).Select(i => i * i));
        var status = await ClusterWorker.DescribeAsync(
            _fixture.Address, _fixture.TokenPath, HubFixture.Build, RealTime.Clock, TestContext.Current.CancellationToken);
        (status.Run, status.DoneUnits, status.WaitingUnits, status.LostLeases).ShouldBe(("test-run", 60, 0, 0));
        status.Workers.Sum(worker => worker.DoneUnits).ShouldBe(60);
        status.Workers.ShouldAllBe(worker => worker.Device == "cpu" && worker.Machine == "here" && !worker.IsSilent && worker.MemoryBytes > 0);
    }

    [Fact]
    public async Task Data_LargerThanAMessage_TravelsInPieces()
    {
        await _fixture.StartAsync();
        _ = _fixture.Work();
        var data = new byte[9_000_000];
        new Random(1).NextBytes(data);
        data[0] = 7;
        var name = _fixture.Hub!.Workers.Share(data);
        name.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(data)));
        _fixture.Compute(TestUnits.Create(3, null, name), TestUnits.Create(4, null, name)).ShouldBe([16, 23]);
        _fixture.Hub.Status.Workers.Single().HeldBytes.ShouldBe(data.Length);

        var unit = TestUnits.Create(SquareHandler.Large);
        unit = unit with { Input = unit.Input.ToArray().Concat(new byte[6_000_000]).ToArray() };
        var result = _fixture.Hub.Workers.Compute([unit], TestContext.Current.CancellationToken).Single();
        result.Span.SequenceEqual(SquareHandler.LargeResult()).ShouldBeTrue();
    }

    [Fact]
    public async Task Result_ThatIsTooLarge_IsRefusedAndTheConnectionServesOn()
    {
        await _fixture.StartAsync();
        _ = _fixture.Work();
        Should.Throw<RewardLabException>(() => _fixture.Compute(TestUnits.Create(SquareHandler.Oversized))).Message
            .ShouldContain("has a result of 268435457 bytes; at most 268435456 can be sent");
        _fixture.Compute(TestUnits.Create(5)).ShouldBe([25]);
    }

    [Fact]
    public async Task Handler_ThatRefusesOrFails_EndsTheWorkWithItsError()
    {
        await _fixture.StartAsync();
        _ = _fixture.Work();
        Should.Throw<RewardLabException>(() => _fixture.Compute(TestUnits.Create(SquareHandler.Refused))).Message.ShouldBe("The number is refused.");
        Should.Throw<RewardLabException>(() => _fixture.Compute(TestUnits.Create(SquareHandler.Failing))).Message
            .ShouldBe("Unit numbers #1000004 (square) failed 3 times, on here/1; the last time: InvalidOperationException: no 1000004");
    }

    [Fact]
    public async Task Compute_ThatIsCancelled_FreesItsWorker()
    {
        await _fixture.StartAsync();
        _ = _fixture.Work();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var endless = Task.Run(() => _fixture.Hub!.Workers.Compute([TestUnits.Create(SquareHandler.Endless)], cancellation.Token).Count());
        await Poll.UntilAsync(() => _fixture.Hub!.Status.LeasedUnits == 1, "the unit being computed");
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => endless);
        _fixture.Compute(TestUnits.Create(6)).ShouldBe([36]);
    }

    [Fact]
    public async Task Worker_ThatIsToldToLeave_GivesItsUnitBackAtOnce()
    {
        await _fixture.StartAsync();
        using var leaving = new CancellationTokenSource();
        var first = _fixture.WorkUntil(
            leaving.Token, options => options with { CreateHandler = _ => new SquareHandler { Duration = TimeSpan.FromMinutes(5) } });
        var results = Task.Run(() => _fixture.Compute(TestUnits.Create(8)));
        await Poll.UntilAsync(() => _fixture.Hub!.Status.LeasedUnits == 1, "the unit being computed");
        await leaving.CancelAsync();
        await first;
        _fixture.Hub!.Status.Workers.ShouldBeEmpty();
        _ = _fixture.Work();
        (await results).ShouldBe([64]);
        _fixture.Hub.Status.LostLeases.ShouldBe(0, "it was given back, not lost");
    }

    [Fact]
    public async Task Worker_ThatCameFirst_WaitsForTheHubAndForTheNextRun()
    {
        _ = _fixture.Work();
        await Poll.UntilAsync(() => _fixture.Log.Any(line => line.StartsWith("No token file", StringComparison.Ordinal)), "the wait for the run");
        for (var run = 0; run < 2; run++)
        {
            await _fixture.StartAsync();
            _fixture.Compute(TestUnits.Create(1, 3)).ShouldBe([1, 4, 9]);
            await _fixture.StopAsync();
        }

        _fixture.Log.Count(line => line == "The run is over; waiting for the next.").ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task Work_WithoutWorkers_SaysHowToStartOne()
    {
        await _fixture.StartAsync();
        var results = Task.Run(() => _fixture.Compute(TestUnits.Create(9)));
        await Poll.UntilAsync(() => _fixture.Log.Any(line => line.StartsWith("No worker is there", StringComparison.Ordinal)), "the line");
        _fixture.Log.Single(line => line.StartsWith("No worker is there", StringComparison.Ordinal))
            .ShouldContain($"rewardlab worker --to 127.0.0.1:{_fixture.Port} --token-file {_fixture.TokenPath}");
        _ = _fixture.Work();
        (await results).ShouldBe([81]);
    }
}
