namespace RewardLab.Abstractions;

/// <summary>A leaf of the reward tree: a reward model by id.</summary>
/// <param name="Component">The model's id and options.</param>
public sealed record RewardModelNode(ComponentReference Component) : RewardNode;
