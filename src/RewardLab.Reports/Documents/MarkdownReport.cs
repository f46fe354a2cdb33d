using System.Text;

namespace RewardLab.Reports.Documents;

/// <summary>The report as Markdown, with images beside it.</summary>
internal static class MarkdownReport
{
    private const string Special = "\\`*_[]<>|#";

    public static string Compose(ReportContent content)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(content.Record.Recipe.Name).Append("\n\n");
        text.Append("Recipe `").Append(content.Record.Recipe.Path).Append("`, seed ").Append(content.Seed).Append(".\n");
        foreach (var item in content.Items)
        {
            text.Append('\n');
            Append(text, item);
        }

        if (content.ScoreFiles.Count > 0)
        {
            Heading("Scores");
            text.AppendJoin("", content.ScoreFiles.Select(path => $"- [{Path.GetFileNameWithoutExtension(path)}]({path})\n"));
        }

        Heading("Configuration");
        text.Append(content.Configuration().ToMarkdown());
        Heading("Made with");
        text.Append(content.MadeWith().ToMarkdown());
        return text.ToString();

        void Heading(string heading) => text.Append("\n## ").Append(heading).Append("\n\n");
    }

    private static void Append(StringBuilder text, ReportItem item)
    {
        switch (item)
        {
            case ReportSection section:
                text.Append("## ").Append(Escaped(section.Title)).Append('\n');
                break;
            case ReportTable table:
                text.Append(table.Table.ToMarkdown());
                break;
            case ReportNote note:
                text.AppendJoin('\n', note.Paragraphs.Select(paragraph => Escaped(paragraph) + "\n"));
                break;
            case ReportFigure figure:
                text.Append("![").Append(Escaped(figure.AltText)).Append("](").Append(figure.ImagePath).Append(")\n");
                if (figure.Caption.Length > 0)
                {
                    text.Append('\n').Append(Escaped(figure.Caption)).Append('\n');
                }

                break;
        }
    }

    private static string Escaped(string text) =>
        string.Concat(text.ReplaceLineEndings(" ").Select(letter => Special.Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : letter.ToString()));
}
