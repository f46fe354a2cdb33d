using System.Text;

namespace RewardLab.Hosting.Naming;

/// <summary>Text of strangers, made fit for a terminal.</summary>
internal static class OneLine
{
    private const int MaxLength = 200;

    /// <summary>The text without control and formatting characters (a terminal obeys some), on one line, at most 200 characters.</summary>
    public static string Of(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= MaxLength)
            {
                return line.Append('…').ToString();
            }

            line.Append(Rune.GetUnicodeCategory(rune) switch
            {
                System.Globalization.UnicodeCategory.Control => " ",
                System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
                    or System.Globalization.UnicodeCategory.ParagraphSeparator => "",
                _ => rune.ToString(),
            });
        }

        return line.ToString().Trim();
    }

    /// <summary>What an exception says, on one line.</summary>
    public static string Of(Exception exception) => $"{exception.GetType().Name}: {Of(exception.Message.ReplaceLineEndings(" "))}";
}
