using RewardLab.Abstractions;
using RewardLab.Cluster.Contracts;

namespace RewardLab.Cluster.Workers;

/// <summary>What a worker is, and by what it computes.</summary>
public sealed record WorkerOptions
{
    /// <summary>The worker without its canary.</summary>
    public required WorkerCard Card { get; init; }

    /// <summary>Makes the handler of a kind, on the thread on which it computes; if it throws, the unit is tried elsewhere.</summary>
    public required Func<string, IUnitHandler> CreateHandler { get; init; }

    /// <summary>Computes something fixed on the device, such as a step forward and back: workers of one arithmetic give the same bytes. May be null.</summary>
    public Func<ReadOnlyMemory<byte>>? ComputeCanary { get; init; }

    /// <summary>Bytes of shared data that are kept for later units.</summary>
    public long MaxSharedBytes { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Receives one line for what people should know. Called from any thread.</summary>
    public Action<string> Log { get; init; } = static _ => { };

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
}
