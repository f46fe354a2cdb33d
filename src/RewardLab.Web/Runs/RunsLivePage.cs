using System.Globalization;
using System.Text.Json;
using RewardLab.Reports.Curves;
using RewardLab.Reports.Pages;
using RewardLab.Runs.Monitoring;
using RewardLab.Runs.Samples;
using RewardLab.Runs.Store;
using static RewardLab.Web.Runs.WebText;

namespace RewardLab.Web.Runs;

/// <summary>One run, or several together, as the report of them would be, renewed while they continue.</summary>
internal static class RunsLivePage
{
    private static readonly LinkedImages Linked = new((run, path) =>
        $"image/{Uri.EscapeDataString(run.Run.Id)}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>The page of some runs, which renews itself while they go on.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="version">Changes whenever something new has come.</param>
    /// <param name="nonce">What lets the page's own colours pass its policy.</param>
    public static string Write(IReadOnlyList<RunFacts> runs, string version, string nonce)
    {
        var colors = new PageColors();
        using var body = new StringWriter();
        PagePart[] parts = [.. RunsPage.PartsOf(runs, pageImages: Linked).Where(part => !part.IsEmpty || part.Id == "curves")];
        foreach (var part in parts)
        {
            part.Write(body, colors);
        }

        if (new GlossaryPart(body.ToString()) is { IsEmpty: false } glossary)
        {
            glossary.Write(body, colors);
            parts = [.. parts, glossary];
        }

        var title = runs.Count == 1 ? runs[0].Run.Id : $"{runs.Count} runs together";
        return Page(title, $"""
            <link rel="stylesheet" href="runs.css">
            <link rel="stylesheet" href="serve.css">
            <style nonce="{nonce}">{colors.Css}</style>
            <script defer src="runs.js"></script>
            <script type="module" src="serve.js"></script>
            """, $"""
            <header>
            <p><a href="./">All runs</a></p>
            <h1>{Html(title)}</h1>
            <p class="live" id="live" role="status" data-version="{version}"
                data-running="{(IsRunning(runs.Select(run => run.Monitor)) ? "true" : "false")}"></p>
            {Images(runs)}
            </header>
            <nav aria-labelledby="contents">
            <h2 id="contents">Contents</h2>
            <ol>
            {string.Join('\n', parts.Select(part => $"<li><a href=\"#{part.Id}\">{Html(part.Title)}</a></li>"))}
            </ol>
            </nav>
            <main>
            {body}</main>
            """);
    }

    /// <summary>What is new: { version, running, words } and, where the version is another than the page's, its charts and how many evaluations have held-out
    /// images.</summary>
    public static string Json(IReadOnlyList<RunMonitor> feeds, string version, string known)
    {
        var labels = RunFacts.Labels([.. feeds.Select(feed => feed.Run.Id)]);
        var words = JsonSerializer.Serialize(string.Join("; ", feeds.Select((feed, i) => Words(labels[i], feed)).Where(text => text.Length > 0)));
        var charts = version == known ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $",\"heldOut\":{feeds.Sum(feed => HeldOutReader.Read(feed.Run.Folder).Sum(images => images.Sheets.Count))}"
            + $",\"board\":{CurveJson.Create(CurveBoard.Create([.. feeds.Select((feed, i) => (labels[i], feed))]))}");
        return $"{{\"version\":\"{version}\",\"running\":{(IsRunning(feeds) ? "true" : "false")},\"words\":{words}{charts}}}";
    }

    private static bool IsRunning(IEnumerable<RunMonitor> feeds) =>
        feeds.Any(feed => feed.Run.Record?.Status == RunStatus.Running && feed.Heartbeat is not null);

    private static string Words(string label, RunMonitor feed) => feed.Heartbeat is { Stage.Length: > 0 } heartbeat
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{label}: {heartbeat.Stage} {heartbeat.Done} of {heartbeat.Total}{(heartbeat.TimeLeft is { } left ? $", {DurationText.Format(left)} left" : "")}")
        : feed.Heartbeat is not null ? $"{label}: running" : "";

    private static string Images(IReadOnlyList<RunFacts> runs) => string.Concat(runs.Where(run => Directory.Exists(Path.Combine(run.Run.Folder, "images")))
        .Select(run => $"<p><a href=\"samples/{Url(run.Run.Id)}\">Images{(runs.Count > 1 ? $" of {Html(run.Label)}" : "")}</a></p>"));
}
