namespace RewardLab.Abstractions;

/// <summary>A reward made of several, whose disagreement says how far it can be trusted.</summary>
public interface IRewardEnsemble : IRewardModel
{
    /// <summary>The rewards it is made of, at least one; theirs to use, not to dispose.</summary>
    IReadOnlyList<IRewardModel> Members { get; }
}
