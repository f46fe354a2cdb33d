using System.Globalization;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Store;

namespace RewardLab.Reports.Pages;

/// <summary>Which runs the page is about, and how each of them went.</summary>
/// <param name="runs">The runs.</param>
public sealed class OverviewPart(IReadOnlyList<RunFacts> runs) : PagePart("runs", "Runs")
{
    private static readonly string[] Headings = ["run", "id", "recipe", "status", "seed", "started", "took", "events"];

    /// <inheritdoc />
    public override bool IsEmpty => runs.Count == 0;

    /// <inheritdoc />
    private protected override void WriteContent(TextWriter writer, PageColors colors)
    {
        writer.Write(
            $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Runs\">\n<table "
            + $"class=\"overview\">\n<thead><tr>{string.Concat(Headings.Select(heading => $"<th scope=\"col\">{heading}</th>"))}</tr></thead>\n<tbody>\n");
        foreach (var run in runs)
        {
            WriteRow(writer, run, run.Record);
        }

        writer.Write("</tbody>\n</table>\n</div>\n");
        foreach (var (run, words) in runs.SelectMany(run => Remarks(run).Select(words => (run, words))))
        {
            writer.Write($"<p class=\"remark\">{Named(run)} {HtmlText.Encode(words)}</p>\n");
        }
    }

    private static void WriteRow(TextWriter writer, RunFacts run, RunRecord record)
    {
        var status = RunStatusText.Format(run.Run);
        var took = record.DurationSeconds is { } seconds ? DurationText.Format(TimeSpan.FromSeconds(seconds)) : "";
        writer.Write(
            $"<tr><th scope=\"row\"><a href=\"#run-{run.Number + 1}\">{Named(run)}</a></th><td "
            + $"class=\"id\">{HtmlText.Encode(run.Run.Id)}</td><td>{HtmlText.Encode(record.Recipe.Name)}</td>");
        writer.Write($"<td class=\"status {status}\">{status}</td><td class=\"num\">{record.Seed.ToString(CultureInfo.InvariantCulture)}</td>");
        writer.Write(
            $"<td class=\"time\">{(run.Run.Record is null ? "" : LocalTimeText.Format(record.Started))}</td><td "
            + $"class=\"num\">{took}</td>");
        writer.Write($"<td class=\"num\">{run.Monitor.EventCount.ToString("N0", CultureInfo.InvariantCulture)}</td></tr>\n");
    }

    private static IEnumerable<string> Remarks(RunFacts run)
    {
        if (run.Record.Error is { } error)
        {
            yield return $"failed: {error}";
        }

        if (run.Monitor.Heartbeat is { Stage.Length: > 0 } heartbeat)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"is running: {heartbeat.Stage}, {heartbeat.Done} of {heartbeat.Total}");
        }

        foreach (var problem in run.Problems)
        {
            yield return problem;
        }
    }
}
