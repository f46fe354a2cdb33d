using System.Globalization;
using System.Text;

namespace RewardLab.Abstractions;

/// <summary>Text of strangers (files, services, exceptions) made fit for one line of a message on a terminal.</summary>
public static class OneLine
{
    /// <summary>Characters that <see cref="Format(string, int)"/> shows at most unless told otherwise.</summary>
    public const int MaxLength = 200;

    private const int ShortLength = 80;

    /// <summary>The text on one line: control characters and runs of white space as one space,
    /// formatting characters (a terminal obeys some) left out.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxLength">Characters shown at most, at least 1; an ellipsis stands for the rest.</param>
    public static string Format(string text, int maxLength = MaxLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        var line = new StringBuilder(Math.Min(text.Length, maxLength));
        var isGap = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category == UnicodeCategory.Control || Rune.IsWhiteSpace(rune))
            {
                isGap = line.Length > 0;
                continue;
            }

            if (category == UnicodeCategory.Format)
            {
                continue;
            }

            if (line.Length + (isGap ? 1 : 0) + rune.Utf16SequenceLength > maxLength)
            {
                return line.Append('…').ToString();
            }

            line.Append(isGap ? " " : "").Append(rune.ToString());
            isGap = false;
        }

        return line.ToString();
    }

    /// <summary>The same, at most 80 characters: for a prompt or an answer that a sentence quotes.</summary>
    public static string Short(string text) => Format(text, ShortLength);

    /// <summary>The first line that has any text, whole: messages of native libraries go on for a page.</summary>
    public static string FirstLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Format(text.Split('\n').FirstOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? "", int.MaxValue);
    }

    /// <summary>The first line of an exception's message.</summary>
    public static string FirstLine(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return FirstLine(exception.Message);
    }

    /// <summary>An exception's type and message, for what nobody foresaw.</summary>
    public static string Format(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return $"{exception.GetType().Name}: {Format(exception.Message)}";
    }
}
