using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Language;

/// <summary>Reads words as people do, over a slip: one letter more, fewer or another, or two that changed places.</summary>
internal static class ToySpelling
{
    // "Of" is no slip of "on", nor "a" of "an": only longer words tell which one was meant.
    private const int MinLength = 3;

    private static readonly string[] Known =
    [
        .. ToyClasses.All.SelectMany(toyClass => new[] { ToyWords.Noun(toyClass, 1), ToyWords.Noun(toyClass, 2) }).Append("fishes").Distinct(),
        .. Enumerable.Range(1, ToyWords.MaxCount)
            .Select(count => ToyWords.Phrase(ToyClass.Cat, count).Split(' ')[0])
            .Where(word => word.Length >= MinLength)
            .Append("one"),
        .. Enum.GetNames<ToyColour>().Select(name => name.ToLowerInvariant()),
        "and", "but", "without", "more", "fewer", "than",
    ];

    /// <summary>The words of the vocabulary that a word can mean: itself where it is known, else those that one slip leads to.</summary>
    public static IReadOnlyList<string> Readings(string word) =>
        word.Length < MinLength || Known.Contains(word) ? [word] : [.. Known.Where(known => IsOneSlip(word, known))];

    internal static bool IsOneSlip(string written, string meant)
    {
        if (Math.Abs(written.Length - meant.Length) > 1 || written == meant)
        {
            return false;
        }

        var start = 0;
        while (start < Math.Min(written.Length, meant.Length) && written[start] == meant[start])
        {
            start++;
        }

        var (left, right) = (written[start..], meant[start..]);
        return left.Length > right.Length ? left[1..] == right
            : left.Length < right.Length ? left == right[1..]
            : left[1..] == right[1..] || (left.Length >= 2 && left[0] == right[1] && left[1] == right[0] && left[2..] == right[2..]);
    }
}
