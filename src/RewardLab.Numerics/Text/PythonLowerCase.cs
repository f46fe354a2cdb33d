using System.Globalization;
using System.Text;

namespace RewardLab.Numerics.Text;

/// <summary>Lower case as Python's str.lower: a capital sigma at the end of a word becomes the final form, a dotted capital I keeps its dot.</summary>
internal static class PythonLowerCase
{
    private const char CombiningDotAbove = '\u0307';

    public static string Of(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            switch (rune.Value)
            {
                case 0x130:
                    result.Append('i').Append(CombiningDotAbove);
                    break;
                case 0x3a3:
                    result.Append(IsWordEnd(text, i) ? '\u03c2' : '\u03c3');
                    break;
                default:
                    result.Append(Rune.ToLowerInvariant(rune).ToString());
                    break;
            }

            i += length;
        }

        return result.ToString();
    }

    // Unicode's Final_Sigma: a cased letter before, none after, not counting marks and the like between.
    private static bool IsWordEnd(string text, int position)
    {
        var before = position - 1;
        while (before >= 0 && IsCaseIgnorable(text[before]))
        {
            before--;
        }

        var after = position + 1;
        while (after < text.Length && IsCaseIgnorable(text[after]))
        {
            after++;
        }

        return before >= 0 && IsCased(text[before]) && (after == text.Length || !IsCased(text[after]));
    }

    private static bool IsCased(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsCaseIgnorable(char character) =>
        character is '\'' or '.' or ':' or '\u00b7' or '\u2018' or '\u2019' or '\u2024' or '\u2027'
        || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
