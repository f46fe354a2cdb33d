using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sources;

/// <summary>The images of one model, or of one way to choose among them, by prompt.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Images">Prompts and their images, in order.</param>
public sealed record ModelImages(string Model, IReadOnlyDictionary<string, IReadOnlyList<StudyImage>> Images);
