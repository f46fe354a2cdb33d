using System.Globalization;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Pages;

/// <summary>The tables of figures that the runs' recipes made, the same table of several runs one after another.</summary>
/// <param name="runs">The runs.</param>
public sealed class TablesPart(IReadOnlyList<RunFacts> runs) : PagePart("tables", "Tables")
{
    private const int MaxRows = 500;

    /// <inheritdoc />
    public override bool IsEmpty => runs.All(run => run.Results.Tables.Count == 0);

    /// <inheritdoc />
    private protected override void WriteContent(TextWriter writer, PageColors colors)
    {
        writer.Write("<div data-sortable=\"\">\n");
        foreach (var (title, tables) in RunGroups.ByName(runs, run => run.Results.Tables, table => FormerTitles.Now(table.Title)))
        {
            writer.Write($"<h3>{HtmlText.Encode(title.Length > 0 ? title : "Table")}</h3>\n");
            foreach (var (run, table) in tables)
            {
                writer.Write(runs.Count > 1 ? $"<h4>{Named(run)}</h4>\n" : "");
                HtmlTable.Write(writer, Cut(table), runs.Count > 1 ? $"{table.Title} of {run.Label}" : table.Title);
            }
        }

        writer.Write("</div>\n");
    }

    // A page must open.
    private static ResultTable Cut(ResultTable table) =>
        table.Rows.Count <= MaxRows ? table : new ResultTable(table.Title, table.Columns, table.Rows.Take(MaxRows))
        {
            Footnotes =
            [
                .. table.Footnotes,
                $"{(table.Rows.Count - MaxRows).ToString(CultureInfo.InvariantCulture)} more rows are in the run's {RunResults.FileName}.",
            ],
        };
}
