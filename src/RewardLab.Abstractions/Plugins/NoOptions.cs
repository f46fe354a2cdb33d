namespace RewardLab.Abstractions;

/// <summary>For components without options.</summary>
public sealed record NoOptions;
