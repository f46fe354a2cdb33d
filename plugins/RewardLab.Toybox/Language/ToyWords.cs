using System.Collections.Frozen;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Language;

/// <summary>The words of Toybox: nouns, number words and articles.</summary>
public static class ToyWords
{
    /// <summary>Largest count that has a number word here.</summary>
    public const int MaxCount = 8;

    private static readonly string[] Singulars = ["apple", "ball", "cat", "cup", "fish", "star"];
    private static readonly string[] Plurals = ["apples", "balls", "cats", "cups", "fish", "stars"];
    private static readonly string[] Numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight"];

    private static readonly FrozenDictionary<string, ToyClass> Nouns = Singulars.Select((word, i) => (word, (ToyClass)i))
        .Concat(Plurals.Select((word, i) => (word, (ToyClass)i)))
        .Append(("fishes", ToyClass.Fish))
        .DistinctBy(pair => pair.Item1)
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> CountWords = Numbers.Select((word, i) => (word, i + 1))
        .Concat(Enumerable.Range(1, MaxCount).Select(n => (n.ToString(), n)))
        .Concat([("a", 1), ("an", 1)])
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);

    /// <summary>Every word that <see cref="ToyPrompts"/> and <see cref="Captioner"/> write, in a fixed order: what a tokenizer must know.</summary>
    public static IReadOnlyList<string> Vocabulary { get; } =
        [.. Singulars.Concat(Plurals).Distinct(), .. Numbers, "a", "an", "and", "some", "picture", "of", ","];

    /// <summary>The noun for a number of objects: "apple" for 1, "apples" else; "fish" for both.</summary>
    public static string Noun(ToyClass toyClass, int count) => count == 1 ? Singulars[(int)toyClass] : Plurals[(int)toyClass];

    /// <summary>A counted noun: "an apple", "a cat", "three fish".</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not in 1..<see cref="MaxCount"/>.</exception>
    public static string Phrase(ToyClass toyClass, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        var noun = Noun(toyClass, count);
        return count > 1 ? $"{Numbers[count - 1]} {noun}" : toyClass == ToyClass.Apple ? $"an {noun}" : $"a {noun}";
    }

    internal static bool TryNoun(string word, out ToyClass toyClass) => Nouns.TryGetValue(word, out toyClass);

    internal static bool TryCount(string word, out int count) => CountWords.TryGetValue(word, out count);
}
