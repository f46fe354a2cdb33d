namespace RewardLab.Cluster.Contracts;

/// <summary>A part of shared data.</summary>
/// <param name="Total">Bytes of all.</param>
/// <param name="Bytes">The part.</param>
[GenerateSerializer]
[Immutable]
internal sealed record SharedPiece(int Total, byte[] Bytes);
