namespace RewardLab.Abstractions;

/// <summary>Where in a series of events an event stands: the horizontal coordinate of its curves.</summary>
/// <param name="Axis">What is counted, such as "epoch" or "step".</param>
/// <param name="Value">How many.</param>
public sealed record EventPosition(string Axis, double Value);
