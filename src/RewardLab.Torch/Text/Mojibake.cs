using System.Text;
using System.Text.RegularExpressions;

namespace RewardLab.Torch.Text;

/// <summary>Repairs UTF-8 that was read in a single-byte character set, as ftfy 6.1.1 does with its default settings (Speer, 2019).</summary>
/// <remarks>
/// Bytes are held as characters up to U+00FF, so that expressions can search them. The expressions take linear time, since what they repeat has a fixed
/// length, and need no time limit.
/// </remarks>
internal static partial class Mojibake
{
    // Characters that UTF-8 turns into in the sets that are tried, by what they look like.
    private const string Common = @"\u00a0\u00ad\u00b4\u00b7\u2013-\u2015\u2019\u2026";
    private const string Controls = @"\u0080-\u009f";
    private const string Suspect =
        @"\u00a4\u00a6-\u00a8\u00aa\u00ac\u00af\u00b6\u00b8\u00ba\u0192\u02c6\u02c7\u02d8\u02db\u02dc\u2020\u2021\u2030\u2310\u25ca\ufffd";
    private const string Currency = @"\u00a2\u00a3\u00a5\u20a7\u20ac";
    private const string Opening = @"\u00a1\u00a9\u00ab\u00bf\u0384\u0385\u2018\u201a\u201c\u201e\u2022\u2039\uf8ff";
    private const string Closing = @"\u00ae\u00bb\u02dd\u201d\u203a\u2122";
    private const string Numeric =
        @"\u00b1-\u00b3\u00b5\u00b9\u00bc-\u00be\u00d7\u00f7\u2044\u2116\u2202\u2206\u220f\u2211\u221a\u221e\u2229\u222b\u2248\u2260\u2261\u2264\u2265";
    private const string Faces = @"\u00b0\u00d2-\u00d6\u00d9-\u00dc\u00f2-\u00f6\u00f8-\u00fc\u0150";

    private const string UpperAccented =
        @"\u00c0-\u00d1\u00d8\u00dc\u00dd\u0102\u0104\u0106\u010c\u010e\u0110\u0118\u011a\u011e\u0130\u0139\u013d\u0141\u0143\u0147\u0152"
        + @"\u0158\u015a\u015e\u0160\u0162\u0164\u016e\u0170\u0178\u0179\u017b\u017d\u0490";

    private const string LowerAccented =
        @"\u00df-\u00f1\u00fc\u0103\u0105\u0107\u010d\u010f\u0111\u0119\u011b\u011f\u013a\u013e\u0142\u0153\u0155\u015b\u015f\u0161\u0165"
        + @"\u017a\u017c\u017e\u0491\ufb01\ufb02";

    private const string Upper = @"\u00de\u0386\u0388-\u038a\u038c\u038e\u038f\u0391-\u03ab\u0401-\u042f";
    private const string Lower = @"\u03ac-\u03c9\u0430-\u045f";
    private const string Boxes = @"\u2502\u250c\u2510\u2518\u251c\u2524\u252c\u253c\u2550-\u256c\u2580\u2584\u2588\u258c\u2590-\u2593";
    private const string Space = @"\s\x1c-\x1f";
    private const string WordCharacter = @"[\p{L}\p{N}_]";
    private const string Symbols = Boxes + Opening + Closing + Currency + Numeric;
    private const string Unusual = LowerAccented + UpperAccented;
    private const string AfterArabic = Common + Currency + Suspect + Numeric + Opening + "\u0178\u0160\u00ae\u00b0\u00b5\u00bb";
    private const string Between = Controls + Suspect + Opening + Closing + Currency + @"\u00b0";

    // Neighbours that hardly ever stand together on purpose.
    private const string Unlikely =
        $"[{Controls}]"
        + $"|[{Suspect}{Unusual}{Symbols}][{Suspect}]"
        + $"|[a-zA-Z][{Lower}{Upper}][{Suspect}]"
        + $"|[{Suspect}][{Unusual}{Symbols}]"
        + $"|[{LowerAccented}{Lower}{Boxes}{Closing}{Currency}{Numeric}][{UpperAccented}]"
        + $"|[{Boxes}{Closing}{Currency}{Numeric}][{LowerAccented}]"
        + $"|[{LowerAccented}{Boxes}{Closing}][{Currency}]"
        + $"|[{Space}][{UpperAccented}][{Currency}]"
        + $"|[{UpperAccented}{Boxes}][{Numeric}]"
        + $"|[{Unusual}{Boxes}{Currency}{Closing}][{Opening}][{Numeric}]"
        + $"|[{Unusual}{Currency}{Numeric}{Boxes}][{Closing}][{Opening}]"
        + $"|[{Currency}{Numeric}{Boxes}][{Opening}]"
        + $"|[a-z][{UpperAccented}][{Opening}{Currency}]"
        + $"|[{Boxes}][{Faces}]"
        + $"|[{Unusual}{Currency}{Numeric}{Opening}{Closing}][{Boxes}]"
        + $"|[{Boxes}][{Closing}]"
        + $"|[{Unusual}][{Closing}]{WordCharacter}"
        + @"|[\u0152\u0153][^A-Za-z]";

    // Whole sequences: what letters and marks of several scripts become in Windows-1252, Mac Roman, Windows-1251 and Windows-1253.
    private const string Sequences =
        $@"[\u00c2\u00c3\u00ce\u00d0][\u20ac\u0160\u0161\u00a2\u00a3\u0178\u017e\u00a0\u00ad\u00ae\u00a9\u00b0\u00b7\u00bb\u2013\u2014\u00b4{Opening}{Closing}]"
        + @"|\u00d7[\u00b2\u00b3]"
        + $@"|(?:[\u00d8\u00d9][{AfterArabic}]){{2}}"
        + @"|\u00e0[\u00b2\u00b5\u00b9\u00bc-\u00be]"
        + @"|\u221a[\u00b1\u2202\u2020\u2260\u00ae\u2122\u00b4\u2264\u2265\u00a5\u00b5\u00f8]"
        + @"|\u2248[\u00b0\u00a2]"
        + @"|\u201a\u00c4[\u00ec\u00ee\u00ef\u00f2\u00f4\u00fa\u00f9\u00fb\u2020\u00b0\u00a2\u03c0]"
        + @"|\u201a[\u00e2\u00f3][\u00e0\u00e4\u00b0\u00ea]"
        + @"|\u0432\u0402"
        + $@"|[\u0412\u0413\u0420\u0421][{Between}\u00b5][\u0412\u0413\u0420\u0421]"
        + @"|\u0413\u045e\u0412\u0402\u0412.[A-Za-z ]"
        + @"|\u00c3[\u00a0\u00a1]"
        + $@"|[a-z][{Space}]?[\u00c3\u00c2] "
        + @"|^[\u00c3\u00c2] "
        + $@"|[a-z.,?!{Closing}]\u00c2[ {Opening}{Closing}]"
        + @"|\u03b2\u20ac[\u2122\u00a0\u0386\u00ad\u00ae\u00b0]"
        + $@"|[\u0392\u0393\u039e\u039f][{Between}][\u0392\u0393\u039e\u039f]";

    // What continuation bytes of UTF-8 become; those that hardly stand for themselves, and dashes, quotes and the blank besides.
    private const string ContinuationAlone =
        @"\u0080-\u00bf\u0104\u0105\u013d\u013e\u0141\u0142\u0152\u0153\u015a\u015b\u015e-\u0161\u0164\u0165\u0178-\u017e\u0192\u02c6\u02c7"
        + @"\u02d8\u02db-\u02dd\u0384-\u0386\u0388-\u038a\u038c\u038e\u038f\u0401-\u040c\u040e\u040f\u0451-\u045c\u045e\u045f\u0490\u0491"
        + @"\u2020-\u2022\u2030\u2039\u203a\u20ac\u2116\u2122";

    private const string Continuation = ContinuationAlone + @" \u2013-\u2015\u2018-\u201a\u201c-\u201e\u2026";

    private const string LeadOfTwo =
        @"\u00c2-\u00df\u0102\u0106\u010c\u010e\u0110\u0118\u011a\u011e\u0130\u0139\u0143\u0147\u0150\u0158\u015e\u0162\u016e\u0170"
        + @"\u0392-\u03a1\u03a3-\u03af\u0412-\u042f";

    private const string LeadOfThree = @"\u00e0-\u00ef\u0103\u0107\u010d\u010f\u0119\u011b\u013a\u0155\u03b0-\u03bf\u0430-\u043f";
    private const string LeadOfFour = @"\u00f0\u00f3\u0111\u011f\u03c0\u03c3\u0440\u0443";

    private const string Embedded =
        $"(?<![{ContinuationAlone}])(?:[{LeadOfTwo}][{Continuation}]|[{LeadOfThree}][{Continuation}]{{2}}|[{LeadOfFour}][{Continuation}]{{3}})+";

    // Byte a0 that became a blank, where what it makes is likely.
    private const string Blanked =
        @"[\xc2\xc3\xc5\xce\xd0\xd9] "
        + @"|[\xe2\xe3] [\x80-\x84\x86-\x9f\xa1-\xbf]"
        + @"|[\xe0-\xe3][\x80-\x84\x86-\x9f\xa1-\xbf] "
        + @"|\xf0 [\x80-\xbf][\x80-\xbf]"
        + @"|\xf0[\x80-\xbf] [\x80-\xbf]"
        + @"|\xf0[\x80-\xbf][\x80-\xbf] ";

    // Sequences of UTF-8 and CESU-8 with a byte that was lost.
    private const string Lossy =
        @"[\xc2-\xdf]\x1a"
        + @"|[\xc2-\xc3][?]"
        + @"|\xed[\xa0-\xaf][\x1a?]\xed[\xb0-\xbf][\x1a?\x80-\xbf]"
        + @"|\xed[\xa0-\xaf][\x1a?\x80-\xbf]\xed[\xb0-\xbf][\x1a?]"
        + @"|[\xe0-\xef][\x1a?][\x1a\x80-\xbf]"
        + @"|[\xe0-\xef][\x1a\x80-\xbf][\x1a?]"
        + @"|[\xf0-\xf4][\x1a?][\x1a\x80-\xbf][\x1a\x80-\xbf]"
        + @"|[\xf0-\xf4][\x1a\x80-\xbf][\x1a?][\x1a\x80-\xbf]"
        + @"|[\xf0-\xf4][\x1a\x80-\xbf][\x1a\x80-\xbf][\x1a?]"
        + @"|\x1a";

    private const string ReplacementBytes = "\u00ef\u00bf\u00bd";
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Repairs a text, again and again until nothing is left to repair.</summary>
    public static string Repair(string text)
    {
        while (true)
        {
            var repaired = RepairOnce(text);
            if (repaired == text)
            {
                return text;
            }

            text = repaired;
        }
    }

    /// <summary>Whether a text looks misread.</summary>
    public static bool IsLikely(string text) => UnlikelyNeighbours().IsMatch(text);

    /// <summary>C1 controls as the characters that Windows-1252 has in their place.</summary>
    public static string WithoutC1Controls(string text)
    {
        var windows = SingleByteCharset.All[1];
        return text.AsSpan().ContainsAnyInRange('\u0080', '\u009f')
            ? string.Concat(text.Select(character => IsC1Control(character) ? windows[character] : character))
            : text;
    }

    private static string RepairOnce(string text)
    {
        if (Ascii.IsValid(text) || !IsLikely(text))
        {
            return text;
        }

        var isLatin1 = false;
        foreach (var (index, charset) in SingleByteCharset.All.Index())
        {
            if (charset.Encode(text) is not { } bytes)
            {
                continue;
            }

            isLatin1 |= index == 0;
            if (Decode(bytes, charset.IsSloppy) is { } decoded)
            {
                return decoded;
            }
        }

        var parts = EmbeddedSequences().Replace(text, match => match.Length < text.Length && IsLikely(match.Value) ? Repair(match.Value) : match.Value);
        if (parts != text)
        {
            return parts;
        }

        return isLatin1 && AsWindows1252(text) is { } windows && windows != text ? windows : WithoutC1Controls(text);
    }

    private static string? Decode(string bytes, bool isSloppy)
    {
        if (BlankedBytes().IsMatch(bytes))
        {
            // A lone "a" with a grave accent is a word, but for the Portuguese ones that begin with it.
            bytes = GraveWord().Replace(bytes, "\u00c3\u00a0 ");
            bytes = BlankedBytes().Replace(bytes, match => match.Value.Replace(' ', '\u00a0'));
        }

        if (isSloppy)
        {
            bytes = LossyBytes().Replace(bytes, ReplacementBytes);
        }

        return bytes.AsSpan().ContainsAny('\u00ed', '\u00c0') ? DecodeVariants(bytes) : DecodeUtf8(bytes);
    }

    // UTF-8 whose surrogates are encoded one by one (CESU-8), or whose NUL has two bytes (Java).
    private static string? DecodeVariants(string bytes)
    {
        var text = new StringBuilder(bytes.Length);
        var start = 0;
        foreach (Match match in Variants().Matches(bytes))
        {
            if (DecodeUtf8(bytes[start..match.Index]) is not { } plain)
            {
                return null;
            }

            text.Append(plain).Append(match.Length == 2 ? "\0" : OfSurrogates(match.Value));
            start = match.Index + match.Length;
        }

        return DecodeUtf8(bytes[start..]) is { } rest ? text.Append(rest).ToString() : null;
    }

    private static string OfSurrogates(string six) =>
        char.ConvertFromUtf32(0x10000 + ((six[1] & 0x0f) << 16) + ((six[2] & 0x3f) << 10) + ((six[4] & 0x0f) << 6) + (six[5] & 0x3f));

    private static string? DecodeUtf8(string bytes)
    {
        try
        {
            return StrictUtf8.GetString(Encoding.Latin1.GetBytes(bytes));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // Null where a byte means nothing in Windows-1252.
    private static string? AsWindows1252(string text) => text.AsSpan().ContainsAny("\u0081\u008d\u008f\u0090\u009d") ? null : WithoutC1Controls(text);

    private static bool IsC1Control(char character) => character is >= '\u0080' and <= '\u009f';

    [GeneratedRegex(Unlikely + "|" + Sequences, RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex UnlikelyNeighbours();

    [GeneratedRegex(Embedded, RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex EmbeddedSequences();

    [GeneratedRegex(Blanked, RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex BlankedBytes();

    [GeneratedRegex(Lossy, RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex LossyBytes();

    [GeneratedRegex(@"\xc3 (?! |quele|quela|quilo|s )", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex GraveWord();

    [GeneratedRegex(@"\xc0\x80|\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Variants();
}
