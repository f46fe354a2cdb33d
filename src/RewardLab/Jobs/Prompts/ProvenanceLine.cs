using RewardLab.Abstractions;

namespace RewardLab.Jobs.Prompts;

/// <summary>Where contrastive prompts come from, in one line.</summary>
internal static class ProvenanceLine
{
    private const int MaxValueLength = 60;

    /// <summary>"rule counting", or "language model m (categories: colors; endpoint: ...)"; long values are cut.</summary>
    public static string Format(PromptProvenance provenance)
    {
        var kind = provenance.Kind switch
        {
            PromptProvenanceKind.LanguageModel => "language model",
            PromptProvenanceKind.File => "file",
            _ => "rule",
        };
        var details = string.Join(
            "; ", provenance.Details.OrderBy(detail => detail.Key, StringComparer.Ordinal).Select(detail => $"{detail.Key}: {Shown(detail.Value)}"));
        return $"{kind} {Shown(provenance.Source)}{(details.Length == 0 ? "" : $" ({details})")}";
    }

    // A terminal obeys control characters.
    private static string Shown(string text)
    {
        var line = string.Concat(text.Take(MaxValueLength + 1).Select(character => char.IsControl(character) ? ' ' : character));
        return line.Length <= MaxValueLength ? line : line[..MaxValueLength] + "…";
    }
}
