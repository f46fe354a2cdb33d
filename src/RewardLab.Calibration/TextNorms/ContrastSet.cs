namespace RewardLab.Calibration.TextNorms;

/// <summary>Contrastive prompts as a set, which min-max is defined on.</summary>
public static class ContrastSet
{
    /// <summary>Each text once, in the order in which they came, without the prompt itself.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="contrasts">Its contrastive prompts; may hold duplicates, and the prompt.</param>
    public static IReadOnlyList<string> Of(string prompt, IReadOnlyList<string> contrasts)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(contrasts);
        return [.. contrasts.Distinct(StringComparer.Ordinal).Where(text => text != prompt)];
    }
}
