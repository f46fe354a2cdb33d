namespace RewardLab.Serving.Rewards;

/// <summary>What was asked of one reward since the start.</summary>
/// <param name="Reward">The reward's id.</param>
/// <param name="Scores">Scores that were given.</param>
/// <param name="Failures">Entries of requests that it could not score.</param>
/// <param name="Seconds">Seconds of scoring.</param>
public sealed record RewardStatistics(string Reward, long Scores, long Failures, double Seconds);
