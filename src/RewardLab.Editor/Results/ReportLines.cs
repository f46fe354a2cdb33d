using System.Text.RegularExpressions;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using Terminal.Gui.Text;

namespace RewardLab.Editor.Results;

/// <summary>A report's Markdown as lines of a terminal: headings coloured, tables in columns.</summary>
internal static partial class ReportLines
{
    /// <summary>The lines of a report.</summary>
    public static IReadOnlyList<InkLine> Create(string markdown)
    {
        var lines = new List<InkLine>();
        var table = new List<string[]>();
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith('|'))
            {
                table.Add([.. line.Trim('|').Split(" | ").Select(cell => cell.Trim(' ', '|').Replace("\\|", "|", StringComparison.Ordinal))]);
                continue;
            }

            Flush(table, lines);
            lines.Add(line.StartsWith('#') ? InkLine.Create(line.TrimStart('#', ' '), Ink.Accent) : Image().Match(line) is { Success: true } image ? InkLine.Create($"[image {image.Groups["path"].Value}]", Ink.Dim) : InkLine.Create(line));
        }

        Flush(table, lines);
        return lines;
    }

    private static void Flush(List<string[]> table, List<InkLine> lines)
    {
        if (table.Count == 0)
        {
            return;
        }

        var rows = table.Where(row => !row.All(cell => cell.Trim('-', ':').Length == 0)).ToArray();
        var widths = Enumerable.Range(0, rows.Max(row => row.Length)).Select(column => rows.Max(row => column < row.Length ? row[column].GetColumns() : 0)).ToArray();
        foreach (var (index, row) in rows.Index())
        {
            var line = new InkLine();
            foreach (var (column, cell) in row.Index())
            {
                var padding = new string(' ', widths[column] - cell.GetColumns());
                var isNumber = double.TryParse(cell, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _);
                line.Add(isNumber ? padding + cell : cell + padding, index == 0 ? Ink.Dim : Ink.Normal).Add("  ");
            }

            lines.Add(line);
        }

        table.Clear();
    }

    [GeneratedRegex(@"^!\[.*\]\((?<path>[^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Image();
}
