namespace RewardLab.Abstractions;

/// <summary>Does units of one kind, in the run's own process or on a worker.</summary>
/// <remarks>One call at a time, always on the same thread; it may keep models in memory from unit to unit.</remarks>
public interface IUnitHandler : IDisposable
{
    /// <summary>Does one unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="shared">Gives the shared data that the unit names; it is fetched on the first request.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <returns>The result; its layout is the handler's. At most <see cref="IWorkerPool.MaxBytes"/>.</returns>
    /// <exception cref="RewardLabException">The unit cannot be done, here or anywhere; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ReadOnlyMemory<byte> Compute(WorkUnit unit, Func<string, ReadOnlyMemory<byte>> shared, CancellationToken cancellationToken);
}
