namespace RewardLab.Algorithms.BestOfN;

/// <summary>SHA-256 of a chunk's files.</summary>
/// <param name="Scores">Of its scores.</param>
/// <param name="Images">Of its images; null where they are not kept.</param>
internal sealed record ChunkHashes(string Scores, string? Images);
