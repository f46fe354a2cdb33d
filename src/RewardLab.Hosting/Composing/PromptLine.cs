namespace RewardLab.Hosting.Composing;

/// <summary>A prompt in a text file.</summary>
/// <param name="Number">The line, from 1.</param>
/// <param name="Prompt">The text, trimmed.</param>
public sealed record PromptLine(int Number, string Prompt);
