using RewardLab.Abstractions;

namespace RewardLab.Evaluation.XRays;

/// <summary>A reward that is X-rayed.</summary>
/// <param name="Name">Its name on the card; the names of one card differ.</param>
/// <param name="Model">The reward; whoever made it disposes of it.</param>
public sealed record XRayReward(string Name, IRewardModel Model)
{
    /// <summary>The same reward computed in other ways whose scores should be the same, such as in another precision.</summary>
    public IReadOnlyList<(string Name, IRewardModel Model)> Variants { get; init; } = [];
}
