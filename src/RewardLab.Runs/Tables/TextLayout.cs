using System.Text;

namespace RewardLab.Runs.Tables;

/// <summary>Lays a table out in columns of characters.</summary>
internal static class TextLayout
{
    private const string Gap = "  ";

    // Narrower columns of running text are harder to read than entries below one another.
    private const int MinWidth = 8;

    /// <summary>The table in aligned columns under a rule; folded between words where the columns of the terminal do not suffice, and with one line for each
    /// cell where folding does not suffice either.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Columns of the terminal; null for as many as it takes.</param>
    public static string Write(ResultTable table, int? columns)
    {
        string[] headings = [.. table.Columns.Select(column => VisibleText.Escape(column.Heading))];
        string[][] cells = [.. table.Cells().Select(row => row.Select(VisibleText.Escape).ToArray())];
        var text = new StringBuilder();
        AppendFolded(text, table.Title, columns);
        if (Widths(table, headings, cells, columns) is { } widths)
        {
            AppendRow(text, table, headings, widths);
            text.AppendJoin(Gap, widths.Select(width => new string('-', width))).Append('\n');
            foreach (var row in cells)
            {
                AppendRow(text, table, row, widths);
            }
        }
        else
        {
            AppendEntries(text, headings, cells, columns!.Value);
        }

        foreach (var footnote in table.Footnotes)
        {
            AppendFolded(text, footnote, columns);
        }

        return text.ToString();
    }

    // Null where the widest words of the columns do not fit side by side.
    private static int[]? Widths(ResultTable table, string[] headings, string[][] cells, int? columns)
    {
        int[] widths = [.. headings.Select((heading, i) => cells.Select(row => TextColumns.Count(row[i])).Append(TextColumns.Count(heading)).Max())];
        if (columns is not { } available || Total(widths) <= available)
        {
            return widths;
        }

        int[] minWidths =
        [
            .. widths.Select((width, i) => table.IsRightAligned(i)
                ? width
                : Math.Min(width, cells.Select(row => TextColumns.WidestWord(row[i])).Append(TextColumns.WidestWord(headings[i])).Append(MinWidth).Max())),
        ];
        while (Total(widths) > available)
        {
            // The widest column that can still give way.
            var widest = Enumerable.Range(0, widths.Length).Where(i => widths[i] > minWidths[i]).OrderByDescending(i => widths[i]).DefaultIfEmpty(-1).First();
            if (widest < 0)
            {
                return null;
            }

            widths[widest]--;
        }

        return widths;

        static int Total(int[] widths) => widths.Sum() + (Gap.Length * (widths.Length - 1));
    }

    private static void AppendRow(StringBuilder text, ResultTable table, string[] row, int[] widths)
    {
        IReadOnlyList<string>[] folded = [.. row.Select((cell, i) => TextColumns.Fold(cell, Math.Max(1, widths[i])))];
        for (var line = 0; line < folded.Max(lines => lines.Count); line++)
        {
            var parts = folded.Select((lines, i) => Padded(line < lines.Count ? lines[line] : "", widths[i], table.IsRightAligned(i)));
            text.Append(string.Join(Gap, parts).TrimEnd()).Append('\n');
        }
    }

    private static void AppendEntries(StringBuilder text, string[] headings, string[][] cells, int columns)
    {
        var label = headings.Max(TextColumns.Count);
        foreach (var (index, row) in cells.Index())
        {
            if (index > 0)
            {
                text.Append('\n');
            }

            foreach (var (heading, cell) in headings.Zip(row))
            {
                foreach (var (line, part) in TextColumns.Fold(cell, Math.Max(MinWidth, columns - label - Gap.Length)).Index())
                {
                    text.Append($"{Padded(line == 0 ? heading : "", label, isRight: false)}{Gap}{part}".TrimEnd()).Append('\n');
                }
            }
        }
    }

    private static void AppendFolded(StringBuilder text, string line, int? columns)
    {
        if (line.Length > 0)
        {
            var visible = VisibleText.Escape(line);
            text.AppendJoin('\n', columns is { } width ? TextColumns.Fold(visible, width) : [visible]).Append('\n');
        }
    }

    private static string Padded(string cell, int width, bool isRight)
    {
        var padding = new string(' ', Math.Max(0, width - TextColumns.Count(cell)));
        return isRight ? padding + cell : cell + padding;
    }
}
