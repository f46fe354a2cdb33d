using RewardLab.Abstractions;

namespace RewardLab.Serving.Rewards;

/// <summary>A reward that is served.</summary>
/// <param name="Id">What clients call it.</param>
/// <param name="Model">The reward; owned by the service once it is loaded.</param>
public sealed record ServedReward(string Id, IRewardModel Model);
