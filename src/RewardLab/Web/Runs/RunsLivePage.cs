using System.Globalization;
using System.Text.Json;
using RewardLab.Experiments.Reports.Curves;
using RewardLab.Experiments.Reports.Pages;
using RewardLab.Experiments.Runs;
using static RewardLab.Web.Runs.WebWords;

namespace RewardLab.Web.Runs;

/// <summary>One run, or several together, as the report of them would be, renewed while they go on.</summary>
internal static class RunsLivePage
{
    public static string Write(IReadOnlyList<RunFacts> runs, long version, string nonce)
    {
        var colors = new PageColors();
        using var body = new StringWriter();
        PagePart[] parts = [.. RunsPage.PartsOf(runs).Where(part => !part.IsEmpty || part.Id == "curves")];
        foreach (var part in parts)
        {
            part.Write(body, colors);
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
            <p class="live" id="live" role="status" data-version="{version}" data-running="{(IsRunning(runs) ? "true" : "false")}"></p>
            {Pictures(runs)}
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

    /// <summary>What is new: { version, running, words } and, where the version is another than the page's, its charts.</summary>
    public static string Json(IReadOnlyList<RunFacts> runs, long version, long known)
    {
        var words = JsonSerializer.Serialize(string.Join("; ", runs.Select(Words).Where(text => text.Length > 0)));
        var charts = version == known ? "" : $",\"board\":{CurveJson.Of(CurveBoard.Of([.. runs.Select(run => (run.Label, run.Feed))]))}";
        return string.Create(CultureInfo.InvariantCulture, $"{{\"version\":{version},\"running\":{(IsRunning(runs) ? "true" : "false")},\"words\":{words}{charts}}}");
    }

    private static bool IsRunning(IReadOnlyList<RunFacts> runs) => runs.Any(run => run.Record.Status == RunStatus.Running && run.Feed.Pulse is not null);

    private static string Words(RunFacts run) => run.Feed.Pulse is { Stage.Length: > 0 } pulse
        ? string.Create(CultureInfo.InvariantCulture, $"{run.Label}: {pulse.Stage} {pulse.Done} of {pulse.Total}{(pulse.TimeLeft is { } left ? $", {DurationText.Of(left)} left" : "")}")
        : run.Feed.Pulse is not null ? $"{run.Label}: at work" : "";

    private static string Pictures(IReadOnlyList<RunFacts> runs) => string.Concat(runs.Where(run => Directory.Exists(Path.Combine(run.Run.Folder, "images")))
        .Select(run => $"<p><a href=\"samples/{Url(run.Run.Id)}\">Pictures{(runs.Count > 1 ? $" of {Html(run.Label)}" : "")}</a></p>"));
}
