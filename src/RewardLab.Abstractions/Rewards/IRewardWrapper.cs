namespace RewardLab.Abstractions;

/// <summary>A reward that returns another one's scores unchanged, renamed or cached, and has the other's capabilities.</summary>
public interface IRewardWrapper : IRewardModel
{
    /// <summary>The reward that this one wraps.</summary>
    IRewardModel Inner { get; }

    /// <inheritdoc />
    bool IRewardModel.IgnoresPrompts => Inner.IgnoresPrompts;
}
