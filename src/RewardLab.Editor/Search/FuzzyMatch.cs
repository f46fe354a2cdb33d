namespace RewardLab.Editor.Search;

/// <summary>How well a word that was typed fits a text: as a whole, at the beginning of a word, somewhere, or by its letters in this order.</summary>
internal static class FuzzyMatch
{
    private const int Whole = 1000;
    private const int Beginning = 900;
    private const int WordBeginning = 800;
    private const int Inside = 600;
    private const int Letters = 400;

    // Beyond so many other letters for each one typed, letters in order are chance.
    private const int MaxGaps = 3;

    /// <summary>The score, the higher the better; null where the word does not fit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="word">What was typed, without spaces; case does not matter.</param>
    public static int? Score(string text, string word)
    {
        var found = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        if (found < 0)
        {
            return Scattered(text, word);
        }

        if (found == 0)
        {
            return text.Length == word.Length ? Whole : Beginning;
        }

        for (var at = found; at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (IsWordBeginning(text, at))
            {
                return WordBeginning;
            }
        }

        return Inside;
    }

    // The letters in order: those that begin a word count more, and those in between count against it.
    private static int? Scattered(string text, string word)
    {
        var (at, first, beginnings) = (-1, -1, 0);
        foreach (var letter in word)
        {
            at = text.IndexOf(letter.ToString(), at + 1, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return null;
            }

            first = first < 0 ? at : first;
            beginnings += IsWordBeginning(text, at) ? 1 : 0;
        }

        var gaps = at - first + 1 - word.Length;
        return word.Length < 2 || (gaps > MaxGaps * word.Length && beginnings < word.Length) ? null : Letters + (20 * beginnings) - Math.Min(gaps, 100);
    }

    private static bool IsWordBeginning(string text, int at) =>
        at == 0 || !char.IsLetterOrDigit(text[at - 1]) || (char.IsUpper(text[at]) && char.IsLower(text[at - 1]));
}
