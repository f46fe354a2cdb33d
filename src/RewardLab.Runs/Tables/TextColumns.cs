using System.Globalization;
using System.Text;
using Wcwidth;

namespace RewardLab.Runs.Tables;

/// <summary>How many columns of a terminal text takes, and how it is folded into as many.</summary>
public static class TextColumns
{
    private const char EmojiSelector = '\uFE0F';

    /// <summary>The columns that one line takes: two for wide characters (East Asian, emoji), none for combining marks.</summary>
    /// <param name="text">The line.</param>
    public static int Count(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
        {
            return text.Length;
        }

        var columns = 0;
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
        {
            columns += OfElement(elements.GetTextElement());
        }

        return columns;
    }

    /// <summary>Breaks a line between words so that no part takes more columns than there are. A bracketed part, such as an interval, is one word; a word that
    /// is wider than all columns is broken within.</summary>
    /// <param name="text">The line.</param>
    /// <param name="columns">How many there are, at least 1.</param>
    /// <returns>At least one part.</returns>
    public static IReadOnlyList<string> Fold(string text, int columns)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (Count(text) <= columns)
        {
            return [text];
        }

        var lines = new List<string>();
        var line = new StringBuilder();
        var used = 0;
        foreach (var (word, spaces) in Words(text))
        {
            var width = Count(word);
            if (used > 0 && used + spaces + width > columns)
            {
                Break();
            }
            else if (used + spaces + Math.Min(width, 1) <= columns)
            {
                line.Append(' ', spaces);
                used += spaces;
            }

            foreach (var part in width <= columns ? [word] : Elements(word))
            {
                var partWidth = Count(part);
                if (used > 0 && used + partWidth > columns)
                {
                    Break();
                }

                line.Append(part);
                used += partWidth;
            }
        }

        lines.Add(line.ToString());
        return lines;

        void Break()
        {
            lines.Add(line.ToString().TrimEnd());
            line.Clear();
            used = 0;
        }
    }

    /// <summary>The columns of the widest word: with fewer, <see cref="Fold"/> breaks within words.</summary>
    internal static int WidestWord(string text) => Words(text).Select(word => Count(word.Word)).DefaultIfEmpty().Max();

    // Words with the spaces before them; what stands in brackets is one word.
    private static IEnumerable<(string Word, int Spaces)> Words(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var from = start;
            while (from < text.Length && text[from] == ' ')
            {
                from++;
            }

            var end = from;
            var isBracketed = from < text.Length && text[from] == '[' && text.IndexOf(']', from) > from;
            while (end < text.Length && (text[end] != ' ' || isBracketed))
            {
                isBracketed &= text[end] != ']';
                end++;
            }

            if (end > from)
            {
                yield return (text[from..end], from - start);
            }

            start = end;
        }
    }

    private static IEnumerable<string> Elements(string text)
    {
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
        {
            yield return elements.GetTextElement();
        }
    }

    // An element of several characters, such as a family of emoji, takes the place of its widest.
    private static int OfElement(string element) => element.Contains(EmojiSelector)
        ? 2
        : element.EnumerateRunes().Max(rune => Math.Max(0, UnicodeCalculator.GetWidth(rune)));
}
