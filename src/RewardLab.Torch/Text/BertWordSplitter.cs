using System.Globalization;
using System.Text;

namespace RewardLab.Torch.Text;

/// <summary>Text to words as BERT's uncased models want them: tidied, ideographs and punctuation apart, lower case, without accents.</summary>
/// <remarks>What transformers' BasicTokenizer does. The library's own splitter drops symbols such as arrows and fractions.</remarks>
internal static class BertWordSplitter
{
    public static IEnumerable<string> Split(string text)
    {
        foreach (var word in Tidy(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var part in SplitPunctuation(WithoutAccents(Lower(word))))
            {
                yield return part;
            }
        }
    }

    // Control characters go, every kind of blank becomes one, ideographs stand alone.
    private static string Tidy(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is ' ' or '\t' or '\n' or '\r' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator)
            {
                result.Append(' ');
            }
            else if (IsIdeograph(rune.Value))
            {
                result.Append(' ').Append(rune.ToString()).Append(' ');
            }
            else if (rune != Rune.ReplacementChar && !IsControl(rune))
            {
                result.Append(rune.ToString());
            }
        }

        return result.ToString();
    }

    // Letter by letter, so that no sigma knows that it ends a word; that of a dotted capital I is an accent and goes.
    private static string Lower(string word)
    {
        var result = new StringBuilder(word.Length);
        foreach (var rune in word.EnumerateRunes())
        {
            result.Append(rune.Value == 0x130 ? "i" : Rune.ToLowerInvariant(rune).ToString());
        }

        return result.ToString();
    }

    private static string WithoutAccents(string word)
    {
        var apart = UnicodeComposition.Decompose(word);
        if (!apart.Any(character => CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Surrogate))
        {
            return apart;
        }

        var result = new StringBuilder(apart.Length);
        foreach (var rune in apart.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            {
                result.Append(rune.ToString());
            }
        }

        return result.ToString();
    }

    private static IEnumerable<string> SplitPunctuation(string word)
    {
        var start = 0;
        for (var i = 0; i < word.Length;)
        {
            Rune.DecodeFromUtf16(word.AsSpan(i), out var rune, out var length);
            if (IsPunctuation(rune))
            {
                if (i > start)
                {
                    yield return word[start..i];
                }

                yield return word.Substring(i, length);
                start = i + length;
            }

            i += length;
        }

        if (start < word.Length)
        {
            yield return word[start..];
        }
    }

    private static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned;

    // All of ASCII that is neither letter, digit nor blank counts, symbols too.
    private static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        : Rune.IsPunctuation(rune);

    private static bool IsIdeograph(int point) => point
        is (>= 0x4e00 and <= 0x9fff) or (>= 0x3400 and <= 0x4dbf) or (>= 0x20000 and <= 0x2a6df) or (>= 0x2a700 and <= 0x2b73f)
        or (>= 0x2b740 and <= 0x2b81f) or (>= 0x2b820 and <= 0x2ceaf) or (>= 0xf900 and <= 0xfaff) or (>= 0x2f800 and <= 0x2fa1f);
}
