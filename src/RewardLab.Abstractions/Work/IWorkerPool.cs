namespace RewardLab.Abstractions;

/// <summary>Does units of work: in this process, or on workers that come and go.</summary>
/// <remarks>Safe from any thread. Results do not depend on how many workers there are, nor on which of them did what.</remarks>
public interface IWorkerPool
{
    /// <summary>The largest input, result or shared data in bytes: 256 MiB. More is refused before it is sent.</summary>
    const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>Whether units may be done by other processes; false for a pool that does all in this one.</summary>
    bool HasWorkers { get; }

    /// <summary>Makes data available to units. Data that was shared before is not kept twice.</summary>
    /// <returns>The data's name: its SHA-256 in lower-case hexadecimal digits.</returns>
    /// <exception cref="RewardLabException">The data is larger than <see cref="MaxBytes"/>.</exception>
    string Share(ReadOnlyMemory<byte> data);

    /// <summary>Forgets data that no later unit names.</summary>
    void Release(string name);

    /// <summary>Does units. Results come in the order of the units, each as soon as it and all before it are there.</summary>
    /// <param name="units">The units of one or more stages. Enumerated as results are taken, so that memory stays bounded.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <exception cref="RewardLabException">A unit cannot be done: its handler refused it, or it failed on three workers.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IEnumerable<ReadOnlyMemory<byte>> Compute(IEnumerable<WorkUnit> units, CancellationToken cancellationToken);
}
