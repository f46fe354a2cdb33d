namespace RewardLab.Runs.Captions;

/// <summary>An image file and its own prompt.</summary>
/// <param name="File">The file's path, which begins with the folder as it was given.</param>
/// <param name="Prompt">What it was generated for.</param>
public sealed record ImagePrompt(string File, string Prompt);
