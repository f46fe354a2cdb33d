using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Tables;
using Terminal.Gui.Text;

namespace RewardLab.Editor.Results;

/// <summary>A run's report as lines of a terminal: headings coloured, tables in columns.</summary>
internal static class ReportLines
{
    /// <summary>The lines of a report.</summary>
    public static IReadOnlyList<InkLine> From(ReportContent content)
    {
        var lines = new List<InkLine>
        {
            InkLine.Create(content.Record.Recipe.Name, Ink.Accent),
            new(),
            InkLine.Create($"Recipe {content.Record.Recipe.Path}, seed {content.Seed}."),
        };
        foreach (var item in content.Items)
        {
            lines.Add(new InkLine());
            Add(lines, item);
        }

        if (content.ScoreFiles.Count > 0)
        {
            Heading(lines, "Scores");
            lines.AddRange(content.ScoreFiles.Select(path => InkLine.Create($"- {path}")));
        }

        Heading(lines, "Configuration");
        Add(lines, content.Configuration());
        Heading(lines, "Made with");
        Add(lines, content.MadeWith());
        return lines;
    }

    private static void Heading(List<InkLine> lines, string text)
    {
        lines.Add(new InkLine());
        lines.Add(InkLine.Create(text, Ink.Accent));
        lines.Add(new InkLine());
    }

    private static void Add(List<InkLine> lines, ReportItem item)
    {
        switch (item)
        {
            case ReportSection section:
                lines.Add(InkLine.Create(section.Title, Ink.Accent));
                break;
            case ReportNote note:
                lines.AddRange(note.Text.ReplaceLineEndings("\n").Split('\n').Select(line => InkLine.Create(line)));
                break;
            case ReportTable { Table: var table }:
                if (table.Title.Length > 0)
                {
                    lines.Add(InkLine.Create(table.Title, Ink.Accent));
                    lines.Add(new InkLine());
                }

                Add(lines, table);
                break;
            case ReportFigure figure:
                lines.Add(InkLine.Create($"[image {figure.ImagePath}]", Ink.Dim));
                if (figure.Caption.Length > 0)
                {
                    lines.Add(InkLine.Create(figure.Caption));
                }

                break;
        }
    }

    private static void Add(List<InkLine> lines, ResultTable table)
    {
        string[][] rows = [[.. table.Columns.Select(column => column.Heading)], .. table.Shown.Select(row => row.ToArray())];
        int[] widths = [.. table.Columns.Select((_, column) => rows.Max(row => row[column].GetColumns()))];
        foreach (var (index, row) in rows.Index())
        {
            var line = new InkLine();
            foreach (var (column, cell) in row.Index())
            {
                var padding = new string(' ', widths[column] - cell.GetColumns());
                line.Add(table.IsRightAligned(column) ? padding + cell : cell + padding, index == 0 ? Ink.Dim : Ink.Normal).Add("  ");
            }

            lines.Add(line);
        }

        foreach (var footnote in table.Footnotes)
        {
            lines.Add(new InkLine());
            lines.Add(InkLine.Create(footnote));
        }
    }
}
