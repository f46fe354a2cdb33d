namespace RewardLab.Rewards.Http.Dialects;

/// <summary>What a service says of one image and one prompt.</summary>
/// <param name="Value">The score, finite or not; no number where there is a problem.</param>
/// <param name="Problem">Why there is no score, in the service's words; null where there is one.</param>
internal readonly record struct ServedScore(double Value, string? Problem = null);
