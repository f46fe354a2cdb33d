namespace RewardLab.Abstractions;

/// <summary>A prompt with its contrastive prompts.</summary>
/// <param name="Prompt">The prompt itself; not part of <paramref name="ContrastivePrompts"/>, though a set may repeat it.</param>
/// <param name="ContrastivePrompts">Alternatives that share the prompt's syntax but not its meaning. Duplicates are kept: they weigh twice.</param>
/// <param name="Provenance">Where the alternatives come from.</param>
public sealed record ContrastiveSet(string Prompt, IReadOnlyList<string> ContrastivePrompts, PromptProvenance Provenance);
