namespace RewardLab.Cluster.Contracts;

/// <summary>What a hub gives to a worker that asked for a unit.</summary>
/// <param name="Outcome">Whether there is one.</param>
/// <param name="Ticket">By which it is renewed and completed.</param>
/// <param name="Total">Bytes of the unit.</param>
/// <param name="Piece">The first of them.</param>
[GenerateSerializer]
[Immutable]
internal sealed record TakeAnswer(TakeOutcome Outcome, long Ticket = 0, int Total = 0, byte[]? Piece = null);
