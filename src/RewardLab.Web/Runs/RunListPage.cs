using System.Globalization;
using System.Text;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Store;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Results;
using static RewardLab.Web.Runs.WebText;

namespace RewardLab.Web.Runs;

/// <summary>The list of all runs, which renews itself.</summary>
internal static class RunListPage
{
    private const int MaxRows = 2000;

    /// <summary>The page that lists all runs.</summary>
    /// <param name="rows">Its rows.</param>
    public static string Write(string rows) => Page("Runs", """
        <link rel="stylesheet" href="runs.css">
        <link rel="stylesheet" href="serve.css">
        <script type="module" src="serve.js"></script>
        """, $"""
        <header>
        <h1>Runs</h1>
        </header>
        <main>
        <div class="list-tools"><label for="filter">Filter</label> <input id="filter" type="search" autocomplete="off"> <button type="button" id="together" disabled>Compare the selected runs</button> <span id="state" role="status"></span></div>
        <div class="scroll" tabindex="0" role="region" aria-label="Runs">
        <table class="list">
        <thead><tr><th scope="col"><span class="sr">select</span></th><th scope="col">run</th><th scope="col">status</th><th scope="col">progress</th><th scope="col">seed</th><th scope="col">started</th><th scope="col">duration</th><th scope="col">more</th></tr></thead>
        <tbody id="rows">
        {rows}</tbody>
        </table>
        </div>
        <p id="empty"{(rows.Length > 0 ? " hidden" : "")}>There are no runs yet; 'rewardlab run RECIPE' makes one, and it appears here.</p>
        </main>
        """);

    /// <summary>The rows of the list, for a page that is open already.</summary>
    public static string Rows(IReadOnlyList<(RunEntry Run, RunHeartbeat? Pulse)> runs)
    {
        var rows = new StringBuilder();
        foreach (var (run, heartbeat) in runs.Take(MaxRows))
        {
            Row(rows, run, heartbeat);
        }

        if (runs.Count > MaxRows)
        {
            rows.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td></td><td colspan=\"7\">{runs.Count - MaxRows} earlier runs are not shown; 'rewardlab runs list' lists all runs.</td></tr>\n");
        }

        return rows.ToString();
    }

    private static void Row(StringBuilder rows, RunEntry run, RunHeartbeat? heartbeat)
    {
        var record = run.Record;
        var status = record is null ? "damaged" : record.Status.ToString().ToLowerInvariant();
        var culture = CultureInfo.InvariantCulture;
        rows.Append(
            culture,
            $"<tr data-run=\"{Html(run.Id)}\"><td><input type=\"checkbox\" name=\"run\" value=\"{Html(run.Id)}\" aria-label=\"select {Html(run.Id)}\"></td>");
        rows.Append(
            culture,
            $"<th scope=\"row\"><a href=\"runs?run={Url(run.Id)}\">{Html(run.Id)}</a></th><td class=\"status {status}\" "
            + $"title=\"{Html(record?.Error ?? run.Damage)}\">{status}</td>");
        rows.Append(
            culture,
            $"<td>{Progress(heartbeat)}</td><td class=\"num\">{record?.Seed}</td><td class=\"time\">{record?.Started.ToString("yyyy-MM-dd HH:mm", culture)}</"
            + $"td>");
        rows.Append(
            culture,
            $"<td class=\"num\">{(record?.DurationSeconds is { } seconds ? DurationText.Format(TimeSpan.FromSeconds(seconds)) : "")}</td><td>{More(run)}</td></"
            + $"tr>\n");
    }

    private static string Progress(RunHeartbeat? heartbeat) => heartbeat is { Stage.Length: > 0 }
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"<progress max=\"{Math.Max(1, heartbeat.Total)}\" value=\"{heartbeat.Done}\" aria-label=\"{Html(heartbeat.Stage)}\"></progress> "
            + $"{Html(heartbeat.Stage)} {heartbeat.Done} of {heartbeat.Total}{(heartbeat.TimeLeft is { } left ? $", {DurationText.Format(left)} left" : "")}")
        : "";

    private static string More(RunEntry run)
    {
        var links = new List<string>();
        Add(Directory.Exists(Path.Combine(run.Folder, "images")), $"samples/{Url(run.Id)}", "images");
        Add(File.Exists(Path.Combine(run.Folder, ReportWriter.HtmlFileName)), $"report/{Url(run.Id)}", "report");
        Add(
            File.Exists(Path.Combine(run.Folder, StudyLabels.FileName)) || File.Exists(Path.Combine(run.Folder, StudyComparisons.FileName)),
            $"runs?run={Url(run.Id)}#people",
            "people");
        return string.Join(' ', links);

        void Add(bool exists, string address, string word)
        {
            if (exists)
            {
                links.Add($"<a href=\"{address}\">{word}</a>");
            }
        }
    }
}
