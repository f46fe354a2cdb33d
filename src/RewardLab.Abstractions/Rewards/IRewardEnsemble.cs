namespace RewardLab.Abstractions;

/// <summary>A reward that combines several, whose disagreement indicates how far it can be trusted.</summary>
public interface IRewardEnsemble : IRewardModel
{
    /// <summary>The combined rewards, at least one; owned by this reward, do not dispose of them.</summary>
    IReadOnlyList<IRewardModel> Members { get; }

    /// <inheritdoc />
    bool IRewardModel.IgnoresPrompts => Members.All(member => member.IgnoresPrompts);
}
