namespace RewardLab.Cluster.Contracts;

/// <summary>What a hub says to a worker that wants to join.</summary>
/// <param name="Hub">Unique to the hub's process: tickets are its own.</param>
/// <param name="Name">What the worker is called there; empty when it is refused.</param>
/// <param name="Refusal">Why it is refused; empty when it is not.</param>
/// <param name="IsOver">Whether the run is over: the next hub may take it.</param>
[GenerateSerializer]
[Immutable]
internal sealed record JoinAnswer(string Hub, string Name, string Refusal, bool IsOver);
