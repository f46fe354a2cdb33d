using RewardLab.Abstractions;

namespace RewardLab.Cluster.Workers;

/// <summary>A unit that a worker computes; it outlives the connection over which it came.</summary>
internal sealed class UnitComputation(long ticket, WorkUnit unit, TimeSpan now) : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    public long Ticket { get; } = ticket;

    public WorkUnit Unit { get; } = unit;

    /// <summary>When the hub last said that the unit is this worker's, by the worker's clock.</summary>
    public TimeSpan LastRenewed { get; set; } = now;

    /// <summary>Ends with the result or the error.</summary>
    public Task<ReadOnlyMemory<byte>> Task { get; private set; } = System.Threading.Tasks.Task.FromResult(ReadOnlyMemory<byte>.Empty);

    /// <summary>Cancelled when the unit is dropped.</summary>
    public CancellationToken Dropped => _cancellation.Token;

    public void Start(UnitThread thread, Func<string, CancellationToken, ReadOnlyMemory<byte>> shared) =>
        Task = thread.ComputeAsync(Unit, name => shared(name, Dropped), Dropped);

    /// <summary>Drops the unit, and waits until the thread is free again.</summary>
    public async Task DropAsync()
    {
        await _cancellation.CancelAsync();
        await Task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public void Dispose() => _cancellation.Dispose();
}
