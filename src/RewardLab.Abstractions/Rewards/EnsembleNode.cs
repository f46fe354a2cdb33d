namespace RewardLab.Abstractions;

/// <summary>Several rewards combined into one (Kim et al., ICLR 2024, equations 2 and 3).</summary>
/// <param name="Ensemble">The rule that combines them, by id.</param>
/// <param name="Members">At least one reward.</param>
public sealed record EnsembleNode(ComponentReference Ensemble, IReadOnlyList<RewardNode> Members) : RewardNode;
