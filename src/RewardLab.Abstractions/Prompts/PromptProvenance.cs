using System.Collections.ObjectModel;

namespace RewardLab.Abstractions;

/// <summary>Where contrastive prompts come from.</summary>
/// <remarks>Two are equal if all their values are equal, details included, in any order.</remarks>
/// <param name="Kind">Rule, language model or file.</param>
/// <param name="Source">The rule's id, the model's name or the file's path.</param>
public sealed record PromptProvenance(PromptProvenanceKind Kind, string Source)
{
    /// <summary>What else is known, by name: the endpoint, the categories, the model's answer. Never a secret. Empty by default.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Whether all values are equal.</summary>
    public bool Equals(PromptProvenance? other) =>
        other is not null
        && Kind == other.Kind
        && string.Equals(Source, other.Source, StringComparison.Ordinal)
        && Details.Count == other.Details.Count
        && Details.All(detail => other.Details.TryGetValue(detail.Key, out var value) && string.Equals(value, detail.Value, StringComparison.Ordinal));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Kind, Source, Details.Count);
}
