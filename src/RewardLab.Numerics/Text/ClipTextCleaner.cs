using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace RewardLab.Numerics.Text;

/// <summary>Tidies text as the reference tokenizers do.</summary>
internal static partial class ClipTextCleaner
{
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

        return PythonLowerCase.Of(CollapseSpace(text));
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

    [GeneratedRegex(@"\u001b\[[0-9;]*[a-zA-Z]", RegexOptions.NonBacktracking)]
    private static partial Regex TerminalEscape();
}
