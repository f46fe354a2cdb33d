namespace RewardLab.Runs.Events;

/// <summary>The payload of <see cref="Abstractions.EventKinds.RunStarted"/>.</summary>
/// <param name="Recipe">The recipe's name.</param>
/// <param name="Seed">The root seed.</param>
public sealed record RunStartedPayload(string Recipe, ulong Seed);
