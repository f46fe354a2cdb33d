using RewardLab.Abstractions;

namespace RewardLab.Hosting.Experiments;

/// <summary>A reward that is measured and never optimised.</summary>
/// <param name="Name">Its name in tables and events.</param>
/// <param name="Reward">The reward.</param>
public sealed record HeldOutReward(string Name, RewardNode Reward);
