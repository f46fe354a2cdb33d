namespace RewardLab.Abstractions;

/// <summary>Where contrastive prompts come from.</summary>
/// <param name="Kind">Rule, language model or file.</param>
/// <param name="Source">The rule's id, the model's name or the file's path.</param>
public sealed record PromptProvenance(PromptProvenanceKind Kind, string Source);
