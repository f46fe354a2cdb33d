namespace RewardLab.Runs.Events;

/// <summary>The payload of the events that end a run.</summary>
/// <param name="Error">What went wrong; null where nothing did.</param>
public sealed record RunEndedPayload(string? Error);
