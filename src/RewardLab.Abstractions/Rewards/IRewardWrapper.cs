namespace RewardLab.Abstractions;

/// <summary>A reward that gives another one's scores unchanged, under another name or remembered: what the other can do, it can do.</summary>
public interface IRewardWrapper : IRewardModel
{
    /// <summary>The reward that this one wraps.</summary>
    IRewardModel Inner { get; }
}
