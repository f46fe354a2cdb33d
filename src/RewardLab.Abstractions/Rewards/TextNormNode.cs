namespace RewardLab.Abstractions;

/// <summary>A reward calibrated by a softmax over contrastive prompts (Kim et al., ICLR 2024, equation 1).</summary>
/// <param name="Inner">The reward that is normalised.</param>
/// <param name="Generator">The generator of contrastive prompts, by id.</param>
/// <param name="Options">Temperature and other options.</param>
public sealed record TextNormNode(RewardNode Inner, ComponentReference Generator, TextNormOptions Options) : RewardNode;
