using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;

namespace RewardLab.Torch.Text;

/// <summary>Decodes HTML's character references as Python does, with all 2231 names of the HTML standard.</summary>
internal static partial class HtmlEntities
{
    private const int ShortestName = 2;
    private static readonly Lazy<(FrozenDictionary<string, string> Standard, FrozenDictionary<string, string> Capitals)> Names = new(ReadNames);

    /// <summary>As Python's html.unescape: a semicolon may be missing, a name may be followed by other letters.</summary>
    public static string Decode(string text) => text.Contains('&', StringComparison.Ordinal) ? Reference().Replace(text, match => Decode(match)) : text;

    /// <summary>As ftfy's unescape_html: only what ends in a semicolon; some names in capitals besides.</summary>
    public static string DecodeTerminated(string text) =>
        text.Contains('&', StringComparison.Ordinal) ? Terminated().Replace(text, match => DecodeTerminated(match)) : text;

    private static string DecodeTerminated(Match match)
    {
        var name = match.Value[1..];
        if (name[0] == '#')
        {
            // A semicolon that is left says that only a part was a reference.
            var decoded = Decode(match.Value);
            return decoded.Contains(';', StringComparison.Ordinal) ? match.Value : decoded;
        }

        return Names.Value.Standard.TryGetValue(name, out var characters) || Names.Value.Capitals.TryGetValue(name, out characters) ? characters : match.Value;
    }

    private static string Decode(Match match)
    {
        var name = match.Value[1..];
        if (name[0] == '#')
        {
            return OfNumber(name.TrimEnd(';'));
        }

        if (Names.Value.Standard.TryGetValue(name, out var characters))
        {
            return characters;
        }

        for (var length = name.Length - 1; length >= ShortestName; length--)
        {
            if (Names.Value.Standard.TryGetValue(name[..length], out characters))
            {
                return characters + name[length..];
            }
        }

        return match.Value;
    }

    // The standard reads C1 controls as Windows-1252, and drops what is no character.
    private static string OfNumber(string number)
    {
        var isHex = number[1] is 'x' or 'X';
        var digits = number.AsSpan(isHex ? 2 : 1).TrimStart('0');
        var point = digits.Length == 0 ? 0
            : digits.Length <= 8
                && long.TryParse(digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : long.MaxValue;
        return point switch
        {
            0 or (>= 0xd800 and <= 0xdfff) or > 0x10ffff => "\ufffd",
            '\r' => "\r",
            >= 0x80 and <= 0x9f => SingleByteCharset.All[1][(int)point].ToString(),
            (>= 1 and <= 8) or 0xb or (>= 0xe and <= 0x1f) or 0x7f or (>= 0xfdd0 and <= 0xfdef) => "",
            _ when (point & 0xfffe) == 0xfffe => "",
            _ => new Rune((int)point).ToString(),
        };
    }

    private static (FrozenDictionary<string, string> Standard, FrozenDictionary<string, string> Capitals) ReadNames()
    {
        using var stream = typeof(HtmlEntities).Assembly.GetManifestResourceStream(typeof(HtmlEntities), "HtmlEntities.txt")!;
        using var reader = TextFile.Open(stream, "the table of HTML entities");
        var parts = reader.ReadToEnd().Split("\n\n");
        return (Read(parts[0]), Read(parts[1]));

        static FrozenDictionary<string, string> Read(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split(' '))
            .ToFrozenDictionary(
                fields => fields[0],
                fields => string.Concat(
                    fields[1..].Select(digits => new Rune(int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString())),
                StringComparer.Ordinal);
    }

    // What is repeated cannot be matched in two ways: linear time, no limit needed.
    [GeneratedRegex(@"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Reference();

    [GeneratedRegex("&#?[0-9A-Za-z]{1,24};", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Terminated();
}
