using System.Globalization;
using System.Text;

namespace RewardLab.Numerics.Text;

/// <summary>Cuts cleaned text into the words that are encoded one by one.</summary>
/// <remarks>
/// The pattern of openai/CLIP's simple_tokenizer: the two special tokens, English contractions, runs of letters, single numerals, runs of other
/// visible characters. Written by hand because .NET's regular expressions see UTF-16 units, and so no letter outside of the basic plane.
/// </remarks>
internal static class ClipWordSplitter
{
    public const string StartOfText = "<|startoftext|>";
    public const string EndOfText = "<|endoftext|>";

    private static readonly string[] Literals = [StartOfText, EndOfText, "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Space,
        Letter,
        Numeral,
        Other,
    }

    public static List<string> Split(string text)
    {
        var words = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var rest = text.AsSpan(start);
            var length = LiteralLength(rest);
            if (length == 0)
            {
                length = RunLength(rest, out var kind);
                if (kind == Kind.Space)
                {
                    start += length;
                    continue;
                }
            }

            words.Add(text.Substring(start, length));
            start += length;
        }

        return words;
    }

    private static int LiteralLength(ReadOnlySpan<char> text)
    {
        if (text[0] is '<' or '\'')
        {
            foreach (var literal in Literals)
            {
                if (text.StartsWith(literal, StringComparison.OrdinalIgnoreCase))
                {
                    return literal.Length;
                }
            }
        }

        return 0;
    }

    private static int RunLength(ReadOnlySpan<char> text, out Kind kind)
    {
        kind = KindOf(text, out var length);
        while (kind is Kind.Letter or Kind.Other && length < text.Length && KindOf(text[length..], out var next) == kind)
        {
            length += next;
        }

        return length;
    }

    private static Kind KindOf(ReadOnlySpan<char> text, out int length)
    {
        Rune.DecodeFromUtf16(text, out var rune, out length);
        if (Rune.IsWhiteSpace(rune))
        {
            return Kind.Space;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Numeral,
            _ => Kind.Other,
        };
    }
}
