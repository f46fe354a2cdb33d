using System.Globalization;

namespace RewardLab.Prompts.Rules.Language;

/// <summary>A number of objects, such as "an apple", "three teddy bears" or "2 cats".</summary>
/// <param name="Count">How many, at least 1.</param>
/// <param name="Singular">The object's name, adjectives included, without an article.</param>
/// <param name="Plural">The name of several.</param>
/// <param name="InDigits">Whether the number was written in digits.</param>
internal sealed record CountedNoun(int Count, string Singular, string Plural, bool InDigits)
{
    /// <summary>The object in another number: words and an article where the prompt had them, digits where it had those.</summary>
    public string Write(int count) => (count, InDigits) switch
    {
        (_, true) => $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? Singular : Plural)}",
        (1, _) => Article.With(Singular),
        _ => $"{NumberWords.Write(count)} {Plural}",
    };
}
