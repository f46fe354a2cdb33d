namespace RewardLab.Hosting.Prompts;

/// <summary>A prompt in a file.</summary>
/// <param name="Number">The line, or the row of a table, from 1.</param>
/// <param name="Prompt">The text, trimmed.</param>
public sealed record PromptLine(int Number, string Prompt);
