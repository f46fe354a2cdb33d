namespace RewardLab.Abstractions;

/// <summary>Kinds of sources of contrastive prompts.</summary>
public enum PromptProvenanceKind
{
    /// <summary>A deterministic rule.</summary>
    Rule,

    /// <summary>A language model.</summary>
    LanguageModel,

    /// <summary>A prepared file.</summary>
    File,
}
