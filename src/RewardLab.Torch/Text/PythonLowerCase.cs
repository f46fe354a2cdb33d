using System.Globalization;
using System.Text;

namespace RewardLab.Torch.Text;

/// <summary>Lower case by Unicode's full mapping, which the invariant culture lacks in one place: a dotted capital I keeps its dot.</summary>
internal static class PythonLowerCase
{
    private const char CombiningDotAbove = '\u0307';
    private const int CapitalSigma = 0x3a3;

    /// <summary>As Python's str.lower: a capital sigma at the end of a word becomes the final form.</summary>
    public static string Convert(string text) => Lower(text, hasFinalSigma: true);

    /// <summary>Character by character, as Hugging Face's tokenizers do (Rust's char::to_lowercase): no sigma knows that it ends a word.</summary>
    public static string OfEach(string text) => Lower(text, hasFinalSigma: false);

    private static string Lower(string text, bool hasFinalSigma)
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
                case CapitalSigma when hasFinalSigma:
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
        var isAfterLetter = false;
        for (var before = text.AsSpan(0, position); before.Length > 0;)
        {
            Rune.DecodeLastFromUtf16(before, out var rune, out var length);
            if (!IsCaseIgnorable(rune))
            {
                isAfterLetter = IsCased(rune);
                break;
            }

            before = before[..^length];
        }

        if (!isAfterLetter)
        {
            return false;
        }

        for (var after = text.AsSpan(position + 1); after.Length > 0;)
        {
            Rune.DecodeFromUtf16(after, out var rune, out var length);
            if (!IsCaseIgnorable(rune))
            {
                return !IsCased(rune);
            }

            after = after[length..];
        }

        return true;
    }

    // Letters with case, and numerals and symbols that are written with them.
    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || rune.Value is 0xaa or 0xba or (>= 0x2160 and <= 0x217f) or (>= 0x24b6 and <= 0x24e9)
            or (>= 0x1f130 and <= 0x1f149) or (>= 0x1f150 and <= 0x1f169) or (>= 0x1f170 and <= 0x1f189);

    private static bool IsCaseIgnorable(Rune rune) =>
        rune.Value is '\'' or '.' or ':' or 0xb7 or 0x387 or 0x55f or 0x5f4 or 0x2018 or 0x2019 or 0x2024 or 0x2027
            or 0xfe13 or 0xfe52 or 0xfe55 or 0xff07 or 0xff0e or 0xff1a
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
