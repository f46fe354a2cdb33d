namespace RewardLab.Rewards.Judges.Chat;

/// <summary>A token that a model could have begun its answer with.</summary>
/// <param name="Token">The token's text, spaces included.</param>
/// <param name="LogProbability">The natural logarithm of its probability, 0 or less.</param>
internal sealed record TokenProbability(string Token, double LogProbability);
