namespace RewardLab.Cluster.Contracts;

/// <summary>What a worker's process holds.</summary>
/// <param name="MemoryBytes">Memory of the process.</param>
/// <param name="HeldBytes">Shared data that it keeps.</param>
[GenerateSerializer]
[Immutable]
internal sealed record WorkerLoad(long MemoryBytes, long HeldBytes);
