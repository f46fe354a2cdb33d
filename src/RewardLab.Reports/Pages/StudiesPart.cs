using RewardLab.Abstractions;
using RewardLab.Reports.Documents;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;

namespace RewardLab.Reports.Pages;

/// <summary>Labels and comparisons of the runs' images: tables, and wins, ties and losses as stacked bars.</summary>
public sealed class StudiesPart : PagePart
{
    private readonly (RunFacts Run, string Path)[] _studies;

    /// <summary>Finds the studies; they are read when the part is written.</summary>
    /// <param name="runs">The runs.</param>
    public StudiesPart(IReadOnlyList<RunFacts> runs)
        : base("people", "People")
    {
        ArgumentNullException.ThrowIfNull(runs);
        _studies =
        [
            .. runs.SelectMany(run => new[] { StudyLabels.FileName, StudyComparisons.FileName }.Select(name => (run, Path.Combine(run.Run.Folder, name))))
                .Where(study => File.Exists(study.Item2)),
        ];
    }

    /// <inheritdoc />
    public override bool IsEmpty => _studies.Length == 0;

    /// <inheritdoc />
    private protected override void WriteContent(TextWriter writer, PageColors colors)
    {
        foreach (var (run, path) in _studies)
        {
            writer.Write($"<h3>{Named(run)} {HtmlText.Encode(Path.GetFileName(path))}</h3>\n");
            try
            {
                Write(writer, StudyContent.Read(path), path);
            }
            catch (RewardLabException exception)
            {
                writer.Write($"<p class=\"remark\">{HtmlText.Encode(exception.Message)}</p>\n");
            }
        }
    }

    private static void Write(TextWriter writer, StudyContent content, string path)
    {
        if (content.Plan.Kind == StudyKind.Comparisons)
        {
            writer.Write("<div class=\"images\">\n");
            foreach (var (_, chart) in StudyCharts.Bars(content))
            {
                using var svg = new MemoryStream();
                chart.WriteSvg(svg);
                writer.Write(
                    $"<figure class=\"image\">\n<div class=\"scroll\"><img alt=\"{HtmlText.Encode(chart.Describe())}\" "
                    + $"src=\"data:image/svg+xml;base64,{Convert.ToBase64String(svg.ToArray())}\" /></div>\n</figure>\n");
            }

            writer.Write("</div>\n");
        }

        foreach (var table in StudyTables.Create(content, path, seed: 0))
        {
            writer.Write($"<h4>{HtmlText.Encode(table.Title)}</h4>\n<div data-sortable=\"\">\n");
            HtmlTable.Write(writer, table, table.Title);
            writer.Write("</div>\n");
        }
    }
}
