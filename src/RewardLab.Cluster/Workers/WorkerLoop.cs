using RewardLab.Abstractions;
using RewardLab.Cluster.Contracts;
using RewardLab.Cluster.Tokens;
using RewardLab.Cluster.Units;

namespace RewardLab.Cluster.Workers;

/// <summary>Takes units from a hub, computes them on one thread and sends the results, run after run, until it is told to leave.</summary>
/// <remarks>Models and shared data stay in memory when a run ends or a connection breaks. A unit that is under way when a connection breaks is
/// finished, and its result is sent when the hub is back.</remarks>
internal sealed class WorkerLoop : IDisposable
{
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeavingTime = TimeSpan.FromSeconds(1.5);
    private readonly WorkerOptions _options;
    private readonly IHubConnector _connector;
    private readonly UnitThread _thread;
    private readonly SharedCache _cache;
    private readonly long _start;
    private WorkerCard _card;
    private volatile IHubConnection? _connection;
    private UnitComputation? _current;
    private string _hub = "";
    private long _sequence;
    private bool _hasJoined;

    public WorkerLoop(WorkerOptions options, IHubConnector connector)
    {
        (_options, _connector, _card, _start) = (options, connector, options.Card, options.Time.GetTimestamp());
        _thread = new UnitThread(options.CreateHandler);
        _cache = new SharedCache(options.MaxSharedBytes);
    }

    /// <summary>Works until the token is cancelled; a unit that is under way then is given back.</summary>
    /// <exception cref="RewardLabException">No hub lets this worker in, or it does not repeat its own bytes.</exception>
    public async Task RunAsync(CancellationToken leaving)
    {
        if (_options.ComputeCanary is { } canary)
        {
            _card = _card with { Canary = await Canaries.ComputeAsync(_thread, canary, _card) };
        }

        while (!leaving.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _connector.ConnectAsync(leaving);
                _connection = connection;
                await ServeAsync(connection, leaving);
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                break;
            }
            catch (HubRefusedException exception) when (_hasJoined)
            {
                // Another run than the one it worked for: the next may let it in again.
                _options.Log(exception.Message);
                await PauseAsync(leaving);
            }
            catch (Exception exception) when (exception is not RewardLabException)
            {
                _options.Log($"The connection to the hub broke: {OneLine.FirstLine(exception)}");
                await PauseAsync(leaving);
            }
            finally
            {
                _connection = null;
            }
        }

        await DropAsync().WaitAsync(LeavingTime, _options.Time, CancellationToken.None).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    public void Dispose()
    {
        _thread.Dispose();
        _current?.Dispose();
    }

    private TimeSpan Now => _options.Time.GetElapsedTime(_start);

    private WorkerLoad Load => new(Environment.WorkingSet, _cache.Bytes);

    private async Task ServeAsync(IHubConnection connection, CancellationToken leaving)
    {
        var hub = connection.Hub;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leaving, connection.Lost);
        var answer = await hub.JoinAsync(_card).WaitAsync(either.Token);
        if (answer.IsOver)
        {
            await PauseAsync(leaving);
            return;
        }

        if (answer.Refusal.Length > 0)
        {
            throw new HubRefusedException(answer.Refusal);
        }

        if (answer.Hub != _hub)
        {
            await DropAsync();
            _hub = answer.Hub;
            _options.Log($"Joined as {answer.Name}.");
        }

        _hasJoined = true;
        try
        {
            while (await WorkAsync(hub, answer.Name, either.Token))
            {
            }

            _options.Log("The run is over; waiting for the next.");
        }
        catch (OperationCanceledException exception) when (connection.Lost.IsCancellationRequested && !leaving.IsCancellationRequested)
        {
            throw new IOException("it was closed by the other side", exception);
        }
        finally
        {
            if (leaving.IsCancellationRequested)
            {
                await LeaveAsync(hub, answer.Name);
            }
        }
    }

    // One unit, or the wait for one. False when the run is over.
    private async Task<bool> WorkAsync(IUnitHub hub, string name, CancellationToken cancellationToken)
    {
        if (_current is null)
        {
            var answer = await hub.TakeAsync(name, ++_sequence, Load).WaitAsync(cancellationToken);
            switch (answer.Outcome)
            {
                case TakeOutcome.Over:
                    return false;
                case TakeOutcome.Unknown:
                    throw new IOException("the hub does not know this worker any more");
                case TakeOutcome.Unit:
                    _current = await BeginAsync(hub, answer, cancellationToken);
                    break;
                default:
                    return true;
            }
        }

        if (_current is { } current && await WaitAsync(hub, name, current, cancellationToken))
        {
            await SendAsync(hub, name, current, cancellationToken);
        }

        await DropAsync();
        return true;
    }

    private async Task<UnitComputation?> BeginAsync(IUnitHub hub, TakeAnswer answer, CancellationToken cancellationToken)
    {
        var bytes = new byte[answer.Total];
        for (var (piece, offset) = (answer.Piece, 0); ; piece = await hub.ReadUnitAsync(answer.Ticket, offset).WaitAsync(cancellationToken))
        {
            if (piece is null)
            {
                return null;
            }

            piece.CopyTo(bytes, offset);
            offset += piece.Length;
            if (offset == bytes.Length)
            {
                break;
            }
        }

        var computation = new UnitComputation(answer.Ticket, UnitCodec.Decode(bytes), Now);
        computation.Start(_thread, Fetch);
        return computation;
    }

    // Renews the lease until the unit is done. False when it is to be dropped.
    private async Task<bool> WaitAsync(IUnitHub hub, string name, UnitComputation current, CancellationToken cancellationToken)
    {
        while (true)
        {
            var left = current.LastRenewed + CallLimits.RenewInterval - Now;
            if (left > TimeSpan.Zero)
            {
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(current.Task, Task.Delay(left, _options.Time, ended.Token));
                await ended.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (current.Task.IsCompleted)
            {
                return true;
            }

            if (left > TimeSpan.Zero)
            {
                continue;
            }

            try
            {
                if (!await hub.RenewAsync(name, current.Ticket, Load).WaitAsync(cancellationToken))
                {
                    return false;
                }
            }
            catch (Exception) when (Now - current.LastRenewed >= LeaseTime)
            {
                await DropAsync();
                throw;
            }

            current.LastRenewed = Now;
        }
    }

    private static async Task SendAsync(IUnitHub hub, string name, UnitComputation current, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> result;
        try
        {
            result = await current.Task;
            if (result.Length > IWorkerPool.MaxBytes)
            {
                throw new RewardLabException(
                    $"Unit {current.Unit.Index} of {current.Unit.Stage} ({current.Unit.Kind}) has a result of {result.Length} bytes; "
                    + $"at most {IWorkerPool.MaxBytes} can be sent.");
            }
        }
#pragma warning disable CA1031 // Whatever a handler throws is the unit's error, and the hub's to judge.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var message = exception is RewardLabException ? exception.Message : $"{exception.GetType().Name}: {OneLine.FirstLine(exception)}";
            await hub.FailAsync(name, current.Ticket, message, exception is RewardLabException).WaitAsync(cancellationToken);
            return;
        }

        for (var offset = 0; ; offset += CallLimits.PieceBytes)
        {
            var piece = CallLimits.Piece(result.Span, offset);
            if (!await hub.PutAsync(name, current.Ticket, result.Length, offset, piece).WaitAsync(cancellationToken)
                || offset + piece.Length == result.Length)
            {
                return;
            }
        }
    }

    // Called by a handler, on its thread: waits for the hub, whatever its connection does meanwhile.
    private ReadOnlyMemory<byte> Fetch(string name, CancellationToken dropped)
    {
        while (true)
        {
            dropped.ThrowIfCancellationRequested();
            if (_cache.Find(name) is { } held)
            {
                return held;
            }

            try
            {
                if (_connection is { } connection && SharedFetch.ReadAsync(connection.Hub, name, dropped).GetAwaiter().GetResult() is { } data)
                {
                    _cache.Add(name, data);
                    continue;
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _options.Log($"Shared data did not come: {OneLine.FirstLine(exception)}");
            }

            // Nobody shares it any more, which the next renewal tells, or there is no hub.
            Task.Delay(Pause, _options.Time, dropped).GetAwaiter().GetResult();
        }
    }

    private async Task DropAsync()
    {
        if (_current is { } current)
        {
            await current.DropAsync();
            current.Dispose();
            _current = null;
        }
    }

    private async Task LeaveAsync(IUnitHub hub, string name)
    {
        try
        {
            await hub.LeaveAsync(name).WaitAsync(LeavingTime, _options.Time, CancellationToken.None);
        }
#pragma warning disable CA1031 // The hub may be gone; then the lease runs out.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }
    }

    private async Task PauseAsync(CancellationToken leaving) =>
        await Task.Delay(Pause, _options.Time, leaving).ContinueWith(static _ => { }, TaskScheduler.Default);
}
