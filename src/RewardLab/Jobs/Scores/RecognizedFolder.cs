namespace RewardLab.Jobs.Scores;

/// <summary>What is in a model's folder.</summary>
/// <param name="Architecture">What it is built as.</param>
/// <param name="Reward">The reward that scores with it.</param>
/// <param name="Description">The same for people.</param>
internal sealed record RecognizedFolder(string Architecture, string Reward, string Description);
