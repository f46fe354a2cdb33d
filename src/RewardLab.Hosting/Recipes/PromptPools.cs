namespace RewardLab.Hosting.Recipes;

/// <summary>Pools of one set of prompts.</summary>
/// <param name="Name">The set's name, such as "counting".</param>
/// <param name="Pools">Its images, prompt by prompt.</param>
public sealed record PromptPools(string Name, IReadOnlyList<ImagePool> Pools);
