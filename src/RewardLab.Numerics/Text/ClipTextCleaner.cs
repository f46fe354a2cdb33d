using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace RewardLab.Numerics.Text;

/// <summary>Tidies text as the reference tokenizers do.</summary>
internal static partial class ClipTextCleaner
{
    private const char CombiningDotAbove = '\u0307';

    public static string Clean(string text, ClipTextCleanup cleanup)
    {
        if (cleanup == ClipTextCleanup.OpenAi)
        {
            text = WebUtility.HtmlDecode(WebUtility.HtmlDecode(Repair(text)));
        }
        else
        {
            text = UnicodeComposition.Compose(text);
        }

        return Lower(CollapseSpace(text));
    }

    // The settled part of ftfy.fix_text with its default settings, in its order.
    private static string Repair(string text)
    {
        // A '<' says that the text is HTML itself, where entities must stay until tags are gone.
        if (!text.Contains('<', StringComparison.Ordinal))
        {
            text = WebUtility.HtmlDecode(text);
        }

        text = TerminalEscape().Replace(text, "");
        var repaired = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (Ligature(character) is { } letters)
            {
                repaired.Append(letters);
            }
            else if (!IsStrayControl(character))
            {
                repaired.Append(Straight(HalfwidthForms.ToStandard(character)));
            }
        }

        return UnicodeComposition.Compose(repaired.ToString());
    }

    private static char Straight(char character) => character switch
    {
        '\u02bc' or (>= '\u2018' and <= '\u201b') => '\'',
        >= '\u201c' and <= '\u201f' => '"',
        _ => character,
    };

    private static bool IsStrayControl(char character) =>
        character is <= '\u0008' or '\u000b' or (>= '\u000e' and <= '\u001f') or '\u007f' or (>= '\u206a' and <= '\u206f') or '\ufeff' or (>= '\ufff9' and <= '\ufffb');

    private static string? Ligature(char character) => character switch
    {
        '\u0132' => "IJ",
        '\u0133' => "ij",
        '\u0149' => "'n",
        '\u01c4' => "D\u017d",
        '\u01c5' => "D\u017e",
        '\u01c6' => "d\u017e",
        '\u01c7' => "LJ",
        '\u01c8' => "Lj",
        '\u01c9' => "lj",
        '\u01ca' => "NJ",
        '\u01cb' => "Nj",
        '\u01cc' => "nj",
        '\u01f1' => "DZ",
        '\u01f2' => "Dz",
        '\u01f3' => "dz",
        '\ufb00' => "ff",
        '\ufb01' => "fi",
        '\ufb02' => "fl",
        '\ufb03' => "ffi",
        '\ufb04' => "ffl",
        '\ufb05' => "\u017ft",
        '\ufb06' => "st",
        '\uffe3' => " \u0304",
        _ => null,
    };

    private static string CollapseSpace(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character))
            {
                result.Append(character);
            }
            else if (result.Length > 0 && result[^1] != ' ')
            {
                result.Append(' ');
            }
        }

        return result.ToString().TrimEnd(' ');
    }

    // As Python's str.lower: a capital sigma at the end of a word becomes the final form, a dotted capital I keeps its dot.
    private static string Lower(string text)
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

    [GeneratedRegex(@"\u001b\[[0-9;]*[a-zA-Z]", RegexOptions.NonBacktracking)]
    private static partial Regex TerminalEscape();
}
