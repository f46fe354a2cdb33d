using Terminal.Gui.Text;

namespace RewardLab.Editor.Controls;

/// <summary>Breaks texts into lines of a width: between words, and within a word, such as a path, that is wider than a line. Nothing is left out.</summary>
internal static class TextWrap
{
    // In a narrower space nothing can be read; such a line is cut by the screen instead.
    private const int MinColumns = 8;

    /// <summary>The lines of a text.</summary>
    /// <param name="text">One line of text.</param>
    /// <param name="width">Columns of each line.</param>
    public static IEnumerable<string> Lines(string text, int width) => Lines(text, width, width);

    /// <summary>The lines of a text whose first line has less room than the others.</summary>
    /// <param name="text">One line of text.</param>
    /// <param name="firstWidth">Columns of the first line.</param>
    /// <param name="width">Columns of the others.</param>
    /// <returns>One line at least, which is empty for an empty text.</returns>
    public static IEnumerable<string> Lines(string text, int firstWidth, int width)
    {
        var (rest, room) = (text, Math.Max(MinColumns, firstWidth));
        while (rest.GetColumns() > room)
        {
            var end = EndOf(rest, room);
            var space = rest.LastIndexOf(' ', Math.Min(end, rest.Length - 1));
            var (cut, next) = space > end / 3 ? (space, space + 1) : (end, end);
            yield return rest[..cut];
            (rest, room) = (rest[next..], Math.Max(MinColumns, width));
        }

        yield return rest;
    }

    // How many characters fit into so many columns; one at least.
    private static int EndOf(string text, int columns)
    {
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns -= Math.Max(0, rune.GetColumns());
            if (columns < 0 && end > 0)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return end;
    }
}
