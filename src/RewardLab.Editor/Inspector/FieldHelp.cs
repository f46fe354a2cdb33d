using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;

namespace RewardLab.Editor.Inspector;

/// <summary>What the Inspector says of a field, in a few lines.</summary>
internal static class FieldHelp
{
    /// <summary>The lines: what is wrong, what it means, what it may be, what it is by default.</summary>
    /// <param name="field">The field.</param>
    /// <param name="width">Columns.</param>
    /// <param name="rows">Lines at most.</param>
    /// <param name="saysValue">Whether the first line says name and value, for want of room elsewhere.</param>
    public static List<InkLine> Create(Field field, int width, int rows, bool saysValue = false)
    {
        var lines = new List<InkLine>();
        if (saysValue)
        {
            // Of a text that is longer than the lines there are no more is broken than is seen.
            var room = Math.Max(1, width) * rows;
            var text = field.Text.Length > room ? field.Text[..room] : field.Text;
            lines.AddRange(Wrap($"{field.Name} = {text}", width).Select(line => InkLine.Create(line, Ink.Accent)));
        }

        if (field.Problem is { } problem)
        {
            lines.AddRange(Wrap(problem, width).Select(line => InkLine.Create(line, Ink.Bad)));
        }

        lines.AddRange(Wrap(field.Description, width).Select(line => InkLine.Create(line)));
        lines.AddRange(Wrap($"{field.Range}{(field.Range.Length > 0 ? "; " : "")}default {(field.Default.Length > 0 ? field.Default : "empty")}", width)
            .Select(line => InkLine.Create(line, Ink.Dim)));
        if (field.Suggestions().Count > 0)
        {
            lines.AddRange(Wrap("Ctrl+Space lists the ids that are known", width).Select(line => InkLine.Create(line, Ink.Dim)));
        }

        return [.. lines.Take(rows)];
    }

    /// <summary>A text in lines of a width, broken between words; none for an empty text.</summary>
    public static IEnumerable<string> Wrap(string text, int width) => text.Length == 0 ? [] : TextWrap.Lines(text, width);
}
