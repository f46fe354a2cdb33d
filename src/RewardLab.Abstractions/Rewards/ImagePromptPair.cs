namespace RewardLab.Abstractions;

/// <summary>An image of a batch and a prompt: one entry of the score matrix.</summary>
/// <param name="Image">The image's index in its batch.</param>
/// <param name="Prompt">The text.</param>
public readonly record struct ImagePromptPair(int Image, string Prompt);
