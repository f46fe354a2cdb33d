using RewardLab.Abstractions;

namespace RewardLab.Cluster.Queues;

/// <summary>The units of one call, whose results are taken in the order in which they were added. For one thread; disposing it gives up what is open.</summary>
internal sealed class UnitBatch(UnitQueue queue) : IDisposable
{
    private readonly Queue<QueuedUnit> _open = new();

    // Of whichever unit: an error of a later one ends the work as much, and need not wait for those before it.
    private readonly TaskCompletionSource<RewardLabException> _error = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether no unit is open.</summary>
    public bool IsEmpty => _open.Count == 0;

    /// <summary>Whether another unit may be added: neither too many are open, nor do too many bytes of results wait to be taken.</summary>
    public bool HasRoom =>
        _open.Count == 0 || (_open.Count < queue.Window && _open.Sum(WaitingBytes) < queue.MaxWaitingBytes);

    /// <summary>Queues a unit.</summary>
    /// <exception cref="RewardLabException">It is too large to be sent.</exception>
    public void Add(WorkUnit unit)
    {
        var queued = new QueuedUnit(unit, _error);
        queue.Add(queued);
        _open.Enqueue(queued);
    }

    /// <summary>Waits for the result of the oldest open unit.</summary>
    /// <exception cref="RewardLabException">A unit cannot be done.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ReadOnlyMemory<byte> TakeNext(CancellationToken cancellationToken)
    {
        var result = _open.Peek().Result.Task;
        _ = Task.WhenAny(result, _error.Task).WaitAsync(cancellationToken).GetAwaiter().GetResult();
        if (_error.Task.IsCompleted)
        {
            throw _error.Task.Result;
        }

        _open.Dequeue();
        return result.Result;
    }

    public void Dispose()
    {
        queue.Abandon(_open);
        _open.Clear();
    }

    private static long WaitingBytes(QueuedUnit unit) => unit.Result.Task.IsCompleted ? unit.Result.Task.Result.Length : 0;
}
