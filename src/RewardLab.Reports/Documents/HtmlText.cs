using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace RewardLab.Reports.Documents;

/// <summary>Text made harmless: whatever a prompt or a name says, a page shows it and does not do it.</summary>
internal static class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The text as content, or as the value of an attribute in quotes.</summary>
    public static string Encode(string text) => Encoder.Encode(Printable(text));

    // Neither HTML nor XML has a place for these, not even escaped.
    private static string Printable(string text) =>
        string.Concat(text.EnumerateRunes().Select(
            rune => Rune.IsControl(rune) && rune.Value is not ('\n' or '\t') || rune.Value is 0xFFFE or 0xFFFF ? "\ufffd" : rune.ToString()));
}
