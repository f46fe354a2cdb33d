using System.Globalization;
using System.Text;

namespace RewardLab.Prompts.LanguageModels.Answers;

/// <summary>Keeps what can serve as a contrastive prompt.</summary>
internal static class ContrastivePromptFilter
{
    private const int MaxTextLength = 400;

    /// <summary>The candidates without the prompt itself, duplicates, control characters, overlong ones, and those that differ from the prompt, from what is
    /// there or from an earlier one by case, punctuation or article alone.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="candidates">What a model wrote.</param>
    /// <param name="already">What is there.</param>
    /// <returns>Those of <paramref name="candidates"/> that are left, in order.</returns>
    public static IReadOnlyList<string> Keep(string prompt, IEnumerable<string> candidates, IEnumerable<string> already)
    {
        var maxLength = Math.Max(MaxTextLength, 2 * prompt.Length);
        var seen = already.Append(prompt).Select(Key).ToHashSet(StringComparer.Ordinal);
        return [.. candidates.Select(candidate => candidate.Trim())
            .Where(candidate => candidate.Length <= maxLength && IsPlain(candidate) && Key(candidate) is { Length: > 0 } key && seen.Add(key))];
    }

    /// <summary>What is the same for texts that differ in case, punctuation or article alone.</summary>
    public static string Key(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\'' or '\u2019')
            {
                continue;
            }

            plain.Append(Rune.IsPunctuation(rune) || Rune.IsWhiteSpace(rune) ? " " : Rune.ToLowerInvariant(rune).ToString());
        }

        return string.Join(' ', plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word is not ("a" or "an" or "the")));
    }

    /// <summary>Whether a text is one line of valid Unicode that shows as it is written.</summary>
    public static bool IsPlain(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(
                text[i]) is UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.PrivateUse
                || text[i] is '\u200b' or '\u200e' or '\u200f' or '\ufeff' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'))
            {
                return false;
            }
        }

        return true;
    }
}
