using System.Buffers;
using System.Globalization;
using System.Text;

namespace RewardLab.Torch.Text;

/// <summary>Cuts cleaned text into the words that are encoded one by one.</summary>
/// <remarks>
/// The pattern of openai/CLIP's simple_tokenizer: the two special tokens, English contractions, runs of letters, single numerals, runs of other
/// visible characters. Written by hand because .NET's regular expressions see UTF-16 units, and so no letter outside of the basic plane.
/// </remarks>
internal static class ClipWordSplitter
{
    public const string StartOfText = "<|startoftext|>";
    public const string EndOfText = "<|endoftext|>";
    private const char LongS = '\u017f';
    private const char IotaBelow = '\u0345';

    private static readonly string[] OpenAiSpecialTokens = [StartOfText, EndOfText];
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Space,
        Letter,
        Numeral,
        Other,
    }

    /// <summary>Cuts a text as openai/CLIP does: a special token is a word where a word may begin.</summary>
    /// <remarks>Its pattern ignores case, by which a long s counts as an s, and the iota below, the one mark with a capital letter, as neither letter nor
    /// other.</remarks>
    public static List<string> SplitAsOpenAi(string text)
    {
        var words = new List<string>();
        Split(text, words, isOpenAi: true);
        return words;
    }

    /// <summary>Cuts a text as Hugging Face's tokenizers do: special tokens first, wherever they stand.</summary>
    /// <param name="text">Cleaned text.</param>
    /// <param name="specialTokens">The special tokens, such as begin, end and padding.</param>
    public static List<string> SplitAsHuggingFace(string text, params IReadOnlyList<string> specialTokens)
    {
        var words = new List<string>();
        var beginnings = SearchValues.Create([.. specialTokens.Select(token => token[0])]);
        for (var start = 0; start < text.Length;)
        {
            var (position, token) = NextSpecialToken(text, start, specialTokens, beginnings);
            Split(text.AsSpan(start, position - start), words, isOpenAi: false);
            if (token is not null)
            {
                words.Add(token);
            }

            start = position + (token?.Length ?? 0);
        }

        return words;
    }

    private static (int Position, string? Token) NextSpecialToken(string text, int start, IReadOnlyList<string> tokens, SearchValues<char> beginnings)
    {
        for (var rest = text.AsSpan(start); rest.IndexOfAny(beginnings) is var index && index >= 0; rest = rest[(index + 1)..])
        {
            foreach (var token in tokens)
            {
                if (rest[index..].StartsWith(token, StringComparison.Ordinal))
                {
                    return (text.Length - rest.Length + index, token);
                }
            }
        }

        return (text.Length, null);
    }

    private static void Split(ReadOnlySpan<char> text, List<string> words, bool isOpenAi)
    {
        while (text.Length > 0)
        {
            var length = LiteralLength(text, isOpenAi);
            var kind = Kind.Other;
            if (length == 0)
            {
                length = RunLength(text, isOpenAi, out kind);
            }

            if (kind != Kind.Space)
            {
                words.Add(text[..length].ToString());
            }

            text = text[length..];
        }
    }

    private static int LiteralLength(ReadOnlySpan<char> text, bool isOpenAi)
    {
        if (text[0] == '\'')
        {
            return LiteralLength(text, Contractions, isOpenAi);
        }

        return text[0] == '<' && isOpenAi ? LiteralLength(text, OpenAiSpecialTokens, isOpenAi) : 0;
    }

    private static int LiteralLength(ReadOnlySpan<char> text, string[] literals, bool takesLongS)
    {
        foreach (var literal in literals)
        {
            if (Begins(text, literal, takesLongS))
            {
                return literal.Length;
            }
        }

        return 0;
    }

    private static bool Begins(ReadOnlySpan<char> text, string literal, bool takesLongS)
    {
        if (text.Length < literal.Length)
        {
            return false;
        }

        for (var i = 0; i < literal.Length; i++)
        {
            if (text[i] != literal[i] && !(takesLongS && text[i] == LongS && literal[i] == 's'))
            {
                return false;
            }
        }

        return true;
    }

    private static int RunLength(ReadOnlySpan<char> text, bool isOpenAi, out Kind kind)
    {
        kind = KindOf(text, isOpenAi, out var length);
        while (kind is Kind.Letter or Kind.Other && length < text.Length && KindOf(text[length..], isOpenAi, out var next) == kind)
        {
            length += next;
        }

        return length;
    }

    private static Kind KindOf(ReadOnlySpan<char> text, bool isOpenAi, out int length)
    {
        Rune.DecodeFromUtf16(text, out var rune, out length);
        if (Rune.IsWhiteSpace(rune) || (isOpenAi && rune.Value == IotaBelow))
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
