namespace RewardLab.Abstractions;

/// <summary>A reward that gives another one's scores unchanged, under another name or remembered: what the other can do, it can do.</summary>
public interface IRewardWrapper : IRewardModel
{
    /// <summary>The other.</summary>
    IRewardModel Inner { get; }
}
