using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sources;

/// <summary>A picture and the prompt that it was drawn for.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Picture">The picture.</param>
public sealed record PromptedPicture(string Prompt, StudyPicture Picture);
