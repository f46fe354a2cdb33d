using System.Globalization;

namespace RewardLab.Reports.Documents;

/// <summary>The report as one page that needs nothing beside it: it opens from a disk, an attachment or an archive, and asks no network for anything.</summary>
internal sealed class HtmlReport
{
    /// <summary>What all images together may add to the page.</summary>
    public const long MaxBytes = 20_000_000;

    private const int ContentsFrom = 4;

    private readonly ReportContent _content;
    private readonly string _when;
    private readonly IReadOnlyList<string> _prompts;
    private readonly HtmlImages _metrics;
    private readonly List<(string Id, string Title, bool IsSection)> _headings = [];
    private readonly string[] _ids;

    /// <summary>Creates the writer of one report's page.</summary>
    /// <param name="content">What it says.</param>
    /// <param name="read">The bytes of a file of the run; null where it is not there.</param>
    /// <param name="maxBytes">What all images together may add to the page.</param>
    /// <param name="when">Which run it was, when it started and how long it took; empty to leave it out.</param>
    /// <param name="prompts">The prompts of the run's images; null for none.</param>
    public HtmlReport(
        ReportContent content, Func<string, byte[]?> read, long maxBytes = MaxBytes, string when = "", IReadOnlyList<string>? prompts = null)
    {
        _content = content;
        _when = when;
        _prompts = prompts ?? [];
        _metrics = new HtmlImages(read, maxBytes);
        _ids = [.. content.Items.Select(item => Title(item) is { Length: > 0 } title ? Enter(title, item is ReportSection) : "")];
    }

    /// <summary>Writes the page.</summary>
    public void Write(TextWriter writer)
    {
        var record = _content.Record;
        using var items = new StringWriter();
        WriteItems(items);
        var terms = Glossary.Of(items.ToString());
        var when = _when.Length > 0 ? $". {HtmlText.Encode(_when)}" : "";
        string? scores = _content.ScoreFiles.Count > 0 ? Enter("Scores", isSection: true) : null;
        var prompts = _prompts.Count > 0 ? Enter("Prompts", isSection: true) : null;
        var configuration = Enter("Configuration", isSection: true);
        var madeWith = Enter("Made with", isSection: true);
        var glossary = terms.Count > 0 ? Enter("Terms", isSection: true) : null;
        writer.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8" />
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>{HtmlText.Encode(record.Recipe.Name)}</title>
            <style>
            {HtmlStyle.Css}
            </style>
            </head>
            <body>
            <header>
            <h1>{HtmlText.Encode(record.Recipe.Name)}</h1>
            <p class="lead">Recipe <code>{HtmlText.Encode(record.Recipe.Path)}</code>, seed {_content.Seed}{when}.</p>
            </header>

            """.ReplaceLineEndings("\n"));
        WriteContents(writer);
        writer.Write("<main>\n");
        writer.Write(items.ToString());
        if (scores is not null)
        {
            WriteHeading(writer, 2, scores, "Scores");
            writer.Write("<ul>\n");
            foreach (var path in _content.ScoreFiles)
            {
                writer.Write($"<li><a href=\"{HtmlText.Encode(path)}\">{HtmlText.Encode(Path.GetFileNameWithoutExtension(path))}</a></li>\n");
            }

            writer.Write("</ul>\n");
        }

        if (prompts is not null)
        {
            WriteHeading(writer, 2, prompts, "Prompts");
            RunPrompts.Write(writer, _prompts);
        }

        writer.Write("<div class=\"facts\">\n");
        WriteHeading(writer, 2, configuration, "Configuration");
        HtmlTable.Write(writer, _content.Configuration(), "Configuration");
        WriteHeading(writer, 2, madeWith, "Made with");
        HtmlTable.Write(writer, _content.MadeWith(), "Made with");
        writer.Write("</div>\n");
        if (glossary is not null)
        {
            WriteHeading(writer, 2, glossary, "Terms");
            Glossary.Write(writer, terms);
        }

        writer.Write("</main>\n</body>\n</html>\n");
    }

    private static string Title(ReportItem item) => item switch
    {
        ReportSection section => section.Title.Length > 0 ? section.Title : "Section",
        ReportTable table => table.Table.Title,
        ReportFigure figure => figure.Title.Length > 0 ? figure.Title : "Figure",
        _ => "",
    };

    private static void WriteHeading(TextWriter writer, int level, string id, string title) =>
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"<h{level} id=\"{id}\">{HtmlText.Encode(title)}</h{level}>\n"));

    private string Enter(string title, bool isSection)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"part-{_headings.Count + 1}");
        _headings.Add((id, title, isSection));
        return id;
    }

    private void WriteContents(TextWriter writer)
    {
        if (_headings.Count < ContentsFrom)
        {
            return;
        }

        writer.Write("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ol>\n");
        for (var i = 0; i < _headings.Count;)
        {
            writer.Write($"<li><a href=\"#{_headings[i].Id}\">{HtmlText.Encode(_headings[i].Title)}</a>");
            var start = ++i;
            while (i < _headings.Count && !_headings[i].IsSection)
            {
                writer.Write($"{(i == start ? "\n<ul>\n" : "")}<li><a href=\"#{_headings[i].Id}\">{HtmlText.Encode(_headings[i].Title)}</a></li>\n");
                i++;
            }

            writer.Write(i > start ? "</ul></li>\n" : "</li>\n");
        }

        writer.Write("</ol>\n</nav>\n");
    }

    private void WriteItems(TextWriter writer)
    {
        var isMetric = false;
        foreach (var (index, item) in _content.Items.Index())
        {
            // Figures that follow each other share a row where there is room.
            if (item is ReportFigure != isMetric)
            {
                writer.Write(isMetric ? "</div>\n" : "<div class=\"figures\">\n");
                isMetric = !isMetric;
            }

            WriteItem(writer, item, _ids[index]);
        }

        writer.Write(isMetric ? "</div>\n" : "");
    }

    private void WriteItem(TextWriter writer, ReportItem item, string id)
    {
        switch (item)
        {
            case ReportSection section:
                WriteHeading(writer, 2, id, section.Title);
                break;
            case ReportTable { Table: var table }:
                if (id.Length > 0)
                {
                    WriteHeading(writer, 3, id, table.Title);
                }

                HtmlTable.Write(writer, table, table.Title.Length > 0 ? table.Title : "Table");
                break;
            case ReportNote note:
                foreach (var paragraph in note.Paragraphs)
                {
                    writer.Write($"<p>{HtmlText.Encode(paragraph)}</p>\n");
                }

                break;
            case ReportFigure figure:
                _metrics.Write(writer, figure, id);
                break;
        }
    }
}
