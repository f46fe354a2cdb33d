using System.Globalization;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Pages;

/// <summary>What each run was made with, and the command that runs it again.</summary>
/// <param name="runs">The runs.</param>
public sealed class ProvenancePart(IReadOnlyList<RunFacts> runs) : PagePart("provenance", "Provenance")
{
    /// <inheritdoc />
    public override bool IsEmpty => runs.Count == 0;

    /// <inheritdoc />
    private protected override void WriteContent(TextWriter writer, PageColors colors)
    {
        foreach (var run in runs)
        {
            writer.Write($"<h3 id=\"run-{run.Number + 1}\">{Named(run)}</h3>\n");
            if (run.Run.Record is not { } record)
            {
                writer.Write("<p>Its run.yaml is damaged, so its settings are unknown.</p>\n");
                continue;
            }

            writer.Write("<p>To run it again, from the folder in which it was started:</p>\n");
            writer.Write(
                $"<pre class=\"command\" tabindex=\"0\"><code>"
                + $"{string.Join(' ', RunCommandLine.PartsOf(run.Run).Select(part => $"<span>{HtmlText.Encode(part)}</span>"))}</code></pre>\n<div "
                + $"class=\"facts\">\n");
            HtmlTable.Write(
                writer,
                new ResultTable("", [new TableColumn("what"), new TableColumn("which", ColumnAlignment.Left)], Rows(run.Run, record)),
                $"What {run.Label} was made with");
            writer.Write("</div>\n");
        }
    }

    private static IEnumerable<object?[]> Rows(RunEntry run, RunRecord record)
    {
        yield return ["run", run.Id];
        if (record.Command is null)
        {
            yield return ["recipe", $"{record.Recipe.Path}, SHA-256 {record.Recipe.Sha256}"];
        }

        foreach (var (path, hash) in record.Recipe.Loads)
        {
            yield return ["loads", $"{path}, SHA-256 {hash}"];
        }

        yield return ["seed", record.Seed.ToString(CultureInfo.InvariantCulture)];
        yield return
        [
            "started",
            record.Started.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)
            + (record.Resumptions is { } times ? $", resumed {times.ToString(CultureInfo.InvariantCulture)} {(times == 1 ? "time" : "times")}" : ""),
        ];
        foreach (var row in new ReportContent(record, [], []) { Sources = ComponentSources.Read(run.Folder) }.MadeWith().Rows)
        {
            yield return [.. row];
        }
    }
}
