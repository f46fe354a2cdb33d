using System.Buffers;
using System.Globalization;
using System.Text;

namespace RewardLab.Runs.Tables;

/// <summary>Text of others (prompts, file names, errors) as a terminal may show it: what would act on the terminal is written out.</summary>
/// <remarks>Written out are control characters (C0, C1, DEL), which move the cursor or change its colours; Unicode's controls of direction, which let text
/// resemble other text (Trojan Source, CVE-2021-42574); its line and paragraph separators; and lone surrogates.
/// The form \uXXXX is also valid in JSON.</remarks>
public static class VisibleText
{
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Concat(Enumerable.Range(0x200E, 2)).Concat(Enumerable.Range(0x2028, 7))
            .Concat(Enumerable.Range(0x2066, 4)).Concat(Enumerable.Range(0xD800, 0x800)).Append(0x061C).Select(code => (char)code),
    ]);

    /// <summary>The text with such characters as \uXXXX, line feeds and tabs as \n and \t: for one line.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAny(Suspects) < 0 ? text : Write(text, keepsLines: false);
    }

    /// <summary>The same, with line ends and tabs left as they are: for text of several lines.</summary>
    public static string EscapeLines(ReadOnlySpan<char> text) => text.IndexOfAny(Suspects) < 0 ? text.ToString() : Write(text, keepsLines: true);

    private static string Write(ReadOnlySpan<char> text, bool keepsLines)
    {
        var visible = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                visible.Append(character).Append(text[++i]);
            }
            else if (!Suspects.Contains(character) || (keepsLines && IsLayout(text, i)))
            {
                visible.Append(character);
            }
            else
            {
                _ = character switch
                {
                    '\n' => visible.Append("\\n"),
                    '\t' => visible.Append("\\t"),
                    '\r' => visible.Append("\\r"),
                    _ => visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                };
            }
        }

        return visible.ToString();
    }

    // A carriage return of its own would overwrite the line.
    private static bool IsLayout(ReadOnlySpan<char> text, int i) =>
        text[i] is '\n' or '\t' || (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n');
}
