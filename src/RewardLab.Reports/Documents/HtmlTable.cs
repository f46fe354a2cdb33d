using System.Text.RegularExpressions;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Documents;

/// <summary>A table of results as HTML.</summary>
internal static partial class HtmlTable
{
    /// <summary>Writes a table as HTML.</summary>
    /// <param name="writer">The page.</param>
    /// <param name="table">The table, without its title.</param>
    /// <param name="label">What screen readers call it.</param>
    public static void Write(TextWriter writer, ResultTable table, string label)
    {
        var cells = table.Shown;
        bool[] isNumeric = [.. table.Columns.Select((_, column) => IsNumeric(table, cells, column))];

        // A wide table scrolls by itself, and one who has no mouse must be able to reach it.
        writer.Write($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{HtmlText.Encode(label)}\">\n<table>\n<thead><tr>");
        for (var column = 0; column < table.Columns.Count; column++)
        {
            writer.Write($"<th scope=\"col\"{Class(column)}>{HtmlText.Encode(table.Columns[column].Heading)}</th>");
        }

        writer.Write("</tr></thead>\n<tbody>\n");
        foreach (var row in cells)
        {
            writer.Write("<tr>");
            for (var column = 0; column < row.Count; column++)
            {
                var indent = column == 0 && row[0].StartsWith("  ", StringComparison.Ordinal) ? " class=\"sub\"" : Class(column);
                writer.Write($"<td{indent}>{HtmlText.Encode(row[column].Trim())}</td>");
            }

            writer.Write("</tr>\n");
        }

        writer.Write("</tbody>\n</table>\n</div>\n");
        foreach (var footnote in table.Footnotes)
        {
            writer.Write($"<p class=\"footnote\">{HtmlText.Encode(footnote)}</p>\n");
        }

        string Class(int column) => isNumeric[column] ? " class=\"num\"" : "";
    }

    // Means with their intervals are text to the table, and numbers to the eye.
    private static bool IsNumeric(ResultTable table, IReadOnlyList<IReadOnlyList<string>> cells, int column) =>
        table.IsRightAligned(column)
        || (table.Columns[column].Alignment == ColumnAlignment.Automatic
            && cells.Any(row => row[column].Length > 1) && cells.All(row => row[column].Length == 0 || Number().IsMatch(row[column])));

    [GeneratedRegex(@"^(-|[+-]?[0-9][0-9.,%]*( ?\[[-+0-9., ]+\])?( \*)?)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
