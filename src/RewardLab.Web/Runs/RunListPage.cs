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
    private const int MaxNote = 60;

    private static readonly string[] Headings = ["run", "status", "progress", "name, tags, note", "seed", "started", "duration", "more"];

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
        <div class="list-tools">
        <label for="filter">Filter</label> <input id="filter" type="search" autocomplete="off">
        <button type="button" id="together" disabled>Compare the selected runs</button>
        <span id="state" role="status"></span>
        </div>
        <details id="columns"><summary>Columns</summary><div id="choices"></div></details>
        <div class="scroll" tabindex="0" role="region" aria-label="Runs">
        <table class="list">
        <thead><tr id="headings"><td></td>
        {string.Concat(Headings.Select(heading => $"<th scope=\"col\">{heading}</th>"))}</tr></thead>
        <tbody id="rows">
        {rows}</tbody>
        </table>
        </div>
        <p id="empty"{(rows.Length > 0 ? " hidden" : "")}>There are no runs yet; 'rewardlab run RECIPE' makes one, and it appears here.</p>
        </main>
        """);

    /// <summary>The rows of the list, for a page that is open already.</summary>
    /// <param name="runs">The runs, in order.</param>
    /// <param name="columns">Chosen columns, after those that every list has.</param>
    /// <param name="metricsOf">The last values of a run's metrics.</param>
    /// <param name="answerLinks">Where people answer the studies of a run's folder: a word and an address each.</param>
    public static string Rows(
        IReadOnlyList<(RunEntry Run, RunHeartbeat? Pulse)> runs,
        IReadOnlyList<ListColumn> columns,
        Func<RunEntry, IReadOnlyDictionary<ListColumn, double>> metricsOf,
        Func<string, IEnumerable<(string Word, string Address)>> answerLinks)
    {
        var rows = new StringBuilder();
        foreach (var (run, heartbeat) in runs.Take(MaxRows))
        {
            Row(rows, run, heartbeat, answerLinks(run.Folder));
            foreach (var (text, number) in columns.Select(column => column.ValueOf(run, metricsOf(run))))
            {
                Cell(rows, number is null ? "" : "num", Html(text), number);
            }

            rows.Append("</tr>\n");
        }

        if (runs.Count > MaxRows)
        {
            rows.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td></td><td colspan=\"{Headings.Length + columns.Count}\">{runs.Count - MaxRows} earlier runs are not shown; "
                + $"'rewardlab runs list' lists all runs.</td></tr>\n");
        }

        return rows.ToString();
    }

    private static void Row(StringBuilder rows, RunEntry run, RunHeartbeat? heartbeat, IEnumerable<(string Word, string Address)> answerLinks)
    {
        var record = run.Record;
        var status = RunStatusText.Format(run);
        rows.Append(
            CultureInfo.InvariantCulture,
            $"<tr data-run=\"{Html(run.Id)}\"><td><input type=\"checkbox\" name=\"run\" value=\"{Html(run.Id)}\" aria-label=\"select {Html(run.Id)}\"></td>"
            + $"<th scope=\"row\"><a href=\"runs?run={Url(run.Id)}\">{Html(run.Id)}</a></th><td class=\"status {status}\" "
            + $"title=\"{Html(record?.Error ?? run.Damage)}\">{status}</td>");
        Cell(rows, "", Progress(heartbeat), heartbeat is null ? null : heartbeat.Done / (double)Math.Max(1, heartbeat.Total));
        Cell(rows, "notes", Notes(run), null);
        Cell(rows, "num", record?.Seed.ToString(CultureInfo.InvariantCulture) ?? "", record?.Seed);
        Cell(rows, "time", record is null ? "" : LocalTimeText.Format(record.Started), record?.Started.ToUnixTimeSeconds());
        Cell(
            rows, "num", record?.DurationSeconds is { } seconds ? DurationText.Format(TimeSpan.FromSeconds(seconds)) : "", record?.DurationSeconds);
        Cell(rows, "", More(run, answerLinks), null);
    }

    // The number is what the column is sorted by.
    private static void Cell(StringBuilder rows, string kind, string html, double? value)
    {
        var attribute = value is { } number ? string.Create(CultureInfo.InvariantCulture, $" data-value=\"{number:R}\"") : "";
        rows.Append(CultureInfo.InvariantCulture, $"<td{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}{attribute}>{html}</td>");
    }

    private static string Notes(RunEntry run)
    {
        var notes = run.Notes;
        var line = (notes.Note ?? "").ReplaceLineEndings(" ");
        return string.Join(' ', new[]
        {
            notes.Name is null ? "" : $"<b>{Html(notes.Name)}</b>",
            string.Join(' ', notes.Tags.Select(tag => $"<span class=\"tag\">{Html(tag)}</span>")),
            line.Length == 0 ? "" : $"<span title=\"{Html(notes.Note)}\">{Html(line.Length <= MaxNote ? line : line[..MaxNote].TrimEnd() + "\u2026")}</span>",
            run.NotesDamage is null ? "" : $"<span class=\"status damaged\" title=\"{Html(run.NotesDamage)}\">notes damaged</span>",
        }.Where(part => part.Length > 0));
    }

    private static string Progress(RunHeartbeat? heartbeat) => heartbeat is { Stage.Length: > 0 }
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"<progress max=\"{Math.Max(1, heartbeat.Total)}\" value=\"{heartbeat.Done}\" aria-label=\"{Html(heartbeat.Stage)}\"></progress> "
            + $"{Html(heartbeat.Stage)} {heartbeat.Done} of {heartbeat.Total}{(heartbeat.TimeLeft is { } left ? $", {DurationText.Format(left)} left" : "")}")
        : "";

    private static string More(RunEntry run, IEnumerable<(string Word, string Address)> answerLinks)
    {
        var links = new List<string>();
        Add(Directory.Exists(Path.Combine(run.Folder, "images")), $"samples/{Url(run.Id)}", "images");
        Add(File.Exists(Path.Combine(run.Folder, ReportWriter.HtmlFileName)), $"report/{Url(run.Id)}", "report");
        Add(
            File.Exists(Path.Combine(run.Folder, StudyLabels.FileName)) || File.Exists(Path.Combine(run.Folder, StudyComparisons.FileName)),
            $"runs?run={Url(run.Id)}#people",
            "people");
        foreach (var (word, address) in answerLinks)
        {
            Add(exists: true, Html(address), word);
        }

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
