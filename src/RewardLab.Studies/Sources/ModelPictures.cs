using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sources;

/// <summary>The pictures of one model, or of one way to choose among them, by prompt.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Pictures">Prompts and their pictures, in order.</param>
public sealed record ModelPictures(string Model, IReadOnlyDictionary<string, IReadOnlyList<StudyPicture>> Pictures);
