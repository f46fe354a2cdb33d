namespace RewardLab.Prompts.Rules.Language;

/// <summary>A prompt that counts one object or two, taken apart: "a realistic photo of " + "two cats" and "a ball" + " on a table".</summary>
/// <param name="Prefix">Everything before the first object; may be empty.</param>
/// <param name="Objects">One counted object or two.</param>
/// <param name="Suffix">Everything after the last object; may be empty.</param>
/// <param name="Capitalised">Whether the first object's number began with a capital letter.</param>
internal sealed record ObjectPrompt(string Prefix, IReadOnlyList<CountedNoun> Objects, string Suffix, bool Capitalised)
{
    /// <summary>The prompt with other words in place of its objects.</summary>
    public string With(string objects) =>
        Prefix + (Capitalised ? char.ToUpperInvariant(objects[0]) + objects[1..] : objects) + Suffix;
}
