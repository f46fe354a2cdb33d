using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sources;

/// <summary>An image and the prompt that it was generated for.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Image">The image.</param>
public sealed record PromptedImage(string Prompt, StudyImage Image);
