using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Language;

/// <summary>The prompt sets of Toybox, in fixed orders.</summary>
public static class ToyPrompts
{
    /// <summary>Most objects that a prompt of these sets asks for.</summary>
    public const int MaxTotal = 4;

    /// <summary>Each class one to four times, 24 prompts: "an apple" to "four stars".</summary>
    public static IReadOnlyList<string> Counting { get; } =
        [.. from toyClass in ToyClasses.All from count in Enumerable.Range(1, MaxTotal) select ToyWords.Phrase(toyClass, count)];

    /// <summary>One each of two classes, 15 prompts: "an apple and a ball" to "a fish and a star".</summary>
    public static IReadOnlyList<string> Pairs { get; } = [.. OfTwo((1, 1))];

    /// <summary>Counts of two classes, at most four in all, 75 prompts: "two apples and a ball" to "a fish and three stars".</summary>
    public static IReadOnlyList<string> CountedPairs { get; } = [.. OfTwo((2, 1), (1, 2), (2, 2), (3, 1), (1, 3))];

    /// <summary>All three sets, 114 prompts.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Counting, .. Pairs, .. CountedPairs];

    private static IEnumerable<string> OfTwo(params (int First, int Second)[] counts) =>
        from first in ToyClasses.All
        from second in ToyClasses.All
        where first < second
        from count in counts
        select $"{ToyWords.Phrase(first, count.First)} and {ToyWords.Phrase(second, count.Second)}";
}
