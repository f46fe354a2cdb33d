namespace RewardLab.Calibration.TextNorms;

/// <summary>Contrastive prompts as a set, which min-max is defined on.</summary>
public static class ContrastivePromptSet
{
    /// <summary>Each text once, in the order in which they came, without the prompt itself.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="contrastivePrompts">Its contrastive prompts; may hold duplicates, and the prompt.</param>
    public static IReadOnlyList<string> Create(string prompt, IReadOnlyList<string> contrastivePrompts)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(contrastivePrompts);
        return [.. contrastivePrompts.Distinct(StringComparer.Ordinal).Where(text => text != prompt)];
    }
}
