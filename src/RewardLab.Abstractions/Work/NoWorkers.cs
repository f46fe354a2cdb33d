using System.Security.Cryptography;

namespace RewardLab.Abstractions;

/// <summary>No workers, and no handlers either: what a component has that is made without a host.</summary>
public sealed class NoWorkers : IWorkerPool
{
    private NoWorkers()
    {
    }

    /// <summary>The shared instance; it has no state.</summary>
    public static NoWorkers Instance { get; } = new();

    /// <inheritdoc />
    public bool HasWorkers => false;

    /// <inheritdoc />
    public string Share(ReadOnlyMemory<byte> data) => Convert.ToHexStringLower(SHA256.HashData(data.Span));

    /// <inheritdoc />
    public void Release(string name)
    {
    }

    /// <inheritdoc />
    /// <exception cref="RewardLabException">Always: there is nobody to do them.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Compute(IEnumerable<WorkUnit> units, CancellationToken cancellationToken) => throw new RewardLabException(
        "Units of work need a pool of workers: use that of the context which the host gives (ComponentContext.Workers), or set one in a test.");
}
