namespace RewardLab.Editor.Search;

/// <summary>Orders things by how well their names, and after these their descriptions, fit what was typed.</summary>
internal static class Ranking
{
    // So much that a word found in the name outweighs every one that is not.
    private const int InName = 10_000;
    private const int InDescription = 100;
    private const int Recent = 50;

    /// <summary>The things that fit, the best first, and among equals in the order in which they came.</summary>
    /// <typeparam name="T">What is ordered.</typeparam>
    /// <param name="items">The things.</param>
    /// <param name="text">What was typed: words, each of which must fit; all things where there are none.</param>
    /// <param name="nameOf">The name of a thing.</param>
    /// <param name="descriptionOf">Its description, of which a word must be a part.</param>
    /// <param name="recencyOf">How lately it was used, 0 for not lately: this decides between those that fit equally.</param>
    public static IReadOnlyList<T> Order<T>(
        IReadOnlyList<T> items, string text, Func<T, string> nameOf, Func<T, string> descriptionOf, Func<T, int> recencyOf)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0
            ? [.. items.OrderByDescending(recencyOf)]
            :
            [
                .. items.Select(item => (Item: item, Score: Score(nameOf(item), descriptionOf(item), words), Recency: recencyOf(item)))
                    .Where(one => one.Score > 0)
                    .OrderByDescending(one => one.Score + (one.Recency > 0 ? Recent + one.Recency : 0))
                    .Select(one => one.Item),
            ];
    }

    // Of equals the shorter name is the more exact one.
    private static int Score(string name, string description, string[] words)
    {
        var sum = 0;
        foreach (var word in words)
        {
            if (FuzzyMatch.Score(name, word) is { } score)
            {
                sum += InName + score;
            }
            else if (description.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                sum += InDescription;
            }
            else
            {
                return 0;
            }
        }

        return sum - Math.Min(name.Length, InDescription - 1);
    }
}
