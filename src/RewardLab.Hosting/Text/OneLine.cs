using System.Text;

namespace RewardLab.Hosting.Text;

/// <summary>Messages of other people's code, fit for one line.</summary>
public static class OneLine
{
    private const int MaxLength = 200;

    /// <summary>The text without control and formatting characters (a terminal obeys some), on one line, at most 200 characters.</summary>
    public static string Format(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
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

    /// <summary>The first line of a text that has any, whole.</summary>
    public static string FirstLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";
    }

    /// <summary>The first line of an exception's message, whole.</summary>
    public static string FirstLine(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return FirstLine(exception.Message);
    }

    /// <summary>The type of an exception and what it says, on one line.</summary>
    public static string Format(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return $"{exception.GetType().Name}: {Format(exception.Message.ReplaceLineEndings(" "))}";
    }
}
