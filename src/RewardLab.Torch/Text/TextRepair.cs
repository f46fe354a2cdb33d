using System.Text;
using System.Text.RegularExpressions;

namespace RewardLab.Torch.Text;

/// <summary>What ftfy 6.1.1's fix_text does with its default settings, which openai/CLIP, OpenCLIP and HPSv2 tidy texts with.</summary>
internal static partial class TextRepair
{
    private const int MaxSegmentLength = 1_000_000;

    /// <summary>Repairs a text line by line, since lines may come from different places.</summary>
    public static string Repair(string text)
    {
        // Nothing to find in most prompts.
        if (Ascii.IsValid(text) && !text.AsSpan().ContainsAny('&', '\r', '\u001b') && !text.Any(IsStrayControl))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        var mayHoldEntities = true;
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) + 1;
            end = Math.Min(end == 0 ? text.Length : end, start + MaxSegmentLength);
            if (end < text.Length && char.IsSurrogatePair(text[end - 1], text[end]))
            {
                end++;
            }

            // A '<' says that the text is HTML itself, where entities must stay until tags are gone.
            var line = text[start..end];
            mayHoldEntities &= !line.Contains('<', StringComparison.Ordinal);
            result.Append(RepairLine(line, mayHoldEntities));
            start = end;
        }

        return result.ToString();
    }

    private static string RepairLine(string line, bool mayHoldEntities)
    {
        while (true)
        {
            var repaired = mayHoldEntities ? HtmlEntities.DecodeTerminated(line) : line;
            repaired = Mojibake.WithoutC1Controls(Mojibake.Repair(repaired));
            repaired = WithPlainCharacters(repaired).ReplaceLineEndings("\n");
            repaired = TerminalEscape().Replace(WithoutLoneSurrogates(repaired), "");
            repaired = UnicodeComposition.Compose(string.Concat(repaired.Where(character => !IsStrayControl(character))));
            if (repaired == line)
            {
                return line;
            }

            line = repaired;
        }
    }

    // Ligatures apart, full and half widths to the standard one, curly quotes to straight ones.
    private static string WithPlainCharacters(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (Ligature(character) is { } letters)
            {
                result.Append(letters);
            }
            else
            {
                result.Append(Straight(HalfwidthForms.ToStandard(character)));
            }
        }

        return result.ToString();
    }

    private static string WithoutLoneSurrogates(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(rune.ToString());
        }

        return result.ToString();
    }

    private static char Straight(char character) => character switch
    {
        '\u02bc' or (>= '\u2018' and <= '\u201b') => '\'',
        >= '\u201c' and <= '\u201f' => '"',
        _ => character,
    };

    private static bool IsStrayControl(char character) =>
        character is <= '\u0008' or '\u000b' or (>= '\u000e' and <= '\u001f') or '\u007f' or (>= '\u206a' and <= '\u206f') or '\ufeff'
            or (>= '\ufff9' and <= '\ufffc');

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

    [GeneratedRegex(@"\u001b\[(?>[0-9;]*)[a-zA-Z]", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TerminalEscape();
}
