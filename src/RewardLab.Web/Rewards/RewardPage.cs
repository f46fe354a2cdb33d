using System.Globalization;
using RewardLab.Serving.Rewards;
using RewardLab.Serving.Watches;
using static RewardLab.Web.Runs.WebText;

namespace RewardLab.Web.Rewards;

/// <summary>The page that shows what is served: rewards and their rates, what waits, the latest failures, and what is watched. Its script renews it.</summary>
internal static class RewardPage
{
    private const int MaxFailures = 20;
    private const double Mega = 1 << 20;

    /// <summary>Writes the page.</summary>
    /// <param name="statistics">What the service has done.</param>
    /// <param name="standard">The reward that answers where a request names none; null for none.</param>
    /// <param name="watch">What was sampled; null where nothing is.</param>
    public static string Write(ServiceStatistics statistics, string? standard, WatchStatistics? watch) => Page("Rewards", """
        <link rel="stylesheet" href="/rewards.css">
        <script src="/rewards.js" type="module"></script>
        """, $"""
        <main>
        <h1>Rewards</h1>
        <p id="renewing" hidden><label><input type="checkbox" id="renew" checked> refresh every 5 seconds</label> <span id="state" role="status"></span></p>
        <div id="live">
        <p>{State(statistics)} {Waiting(statistics.Waiting)}
        Answered from memory: {Counted(statistics.Remembered)}. Given up by clients: {Counted(statistics.Abandoned)}.</p>
        {Table(
            "Rewards that are served",
            ["reward", "scores", "scores per second of scoring", "failures"],
            statistics.Rewards.Select(reward => Row(reward, standard)),
            isNumeric: true)}
        {Watch(watch)}<h2>Requests</h2>
        {Requests(statistics)}
        <h2>Latest failures</h2>
        {Failures(statistics)}
        </div>
        <p><a href="/openapi/v1.json">OpenAPI document</a> · <a href="/metrics">Metrics for Prometheus</a></p>
        </main>
        """);

    private static string State(ServiceStatistics statistics) => statistics.State switch
    {
        ServiceState.Loading => "The rewards are being loaded.",
        ServiceState.Ready => "The rewards are ready.",
        _ => "The rewards have stopped.",
    };

    private static string Waiting(long requests) => requests switch
    {
        0 => "No request is waiting.",
        1 => "1 request is being scored.",
        _ => $"1 request is being scored, and {Number(requests - 1)} {(requests == 2 ? "is" : "are")} waiting.",
    };

    private static string Requests(ServiceStatistics statistics) => statistics.Requests.Count == 0
        ? "<p>None yet.</p>"
        : Table("Requests by dialect and HTTP status", ["dialect", "status", "requests"], statistics.Requests.Select(
            entry => new[] { entry.Dialect, entry.Status.ToString(CultureInfo.InvariantCulture), Number(entry.Count) }), isNumeric: true);

    private static string[] Row(RewardStatistics reward, string? standard) =>
    [
        $"{reward.Reward}{(reward.Reward == standard ? " (default)" : "")}",
        Number(reward.Scores),
        reward.Seconds > 0 ? (reward.Scores / reward.Seconds).ToString("0.0", CultureInfo.InvariantCulture) : "",
        Number(reward.Failures),
    ];

    private static string Watch(WatchStatistics? watch)
    {
        if (watch is null)
        {
            return "";
        }

        var alarm = watch.LatestAlarm is null ? "" : $"<p class=\"remark\">{Html(watch.LatestAlarm)}</p>\n";
        return $"""
            <h2>Watched training</h2>
            <p>{WatchState(watch)}</p>
            {alarm}{Table("What is sampled", ["what", "how much"], WatchRows(watch))}

            """;
    }

    private static string WatchState(WatchStatistics watch) => watch.State switch
    {
        Serving.Watches.WatchState.Loading => $"Images are sampled for run {Html(watch.Run)}; held-out rewards are being loaded.",
        Serving.Watches.WatchState.Watching => $"Images are sampled into run {Html(watch.Run)}.",
        _ => $"Watching has ended{(watch.Problem is { } problem ? $": {Html(problem)}" : "")}. Run {Html(watch.Run)} holds what was sampled.",
    };

    private static IEnumerable<string[]> WatchRows(WatchStatistics watch)
    {
        yield return ["held-out rewards", watch.HeldOut.Count == 0 ? "none, so that no alarm can be raised" : string.Join(", ", watch.HeldOut)];
        yield return ["images scored for trainers since this start", Number(watch.Seen)];
        yield return ["windows in the run", Number(watch.Windows)];
        yield return ["images in the run", $"{Number(watch.Kept)} of at most {Number(watch.MaxImages)}"];
        yield return ["size of the run", $"{Megabytes(watch.Bytes)} of at most {Megabytes(watch.MaxBytes)}"];
        yield return ["alarms for overoptimization", Number(watch.Alarms)];
        foreach (var (reason, images) in watch.LeftOut)
        {
            yield return [$"sampled images left out: {Reason(reason)}", Number(images)];
        }

        foreach (var (reward, images) in watch.Failures)
        {
            yield return [$"sampled images that {reward} could not score", Number(images)];
        }
    }

    private static string Reason(LeftOut reason) => reason switch
    {
        LeftOut.Slow => "held-out rewards are slower than the trainers",
        LeftOut.Large => "the file is too large",
        LeftOut.Memory => "too many bytes wait",
        LeftOut.Combinations => "trainers ask for too many combinations of rewards",
        LeftOut.Stopped => "watching stopped before they were scored",
        _ => "an unexpected failure",
    };

    private static string Failures(ServiceStatistics statistics) => statistics.LatestProblems.Count == 0
        ? "<p>None.</p>"
        : $"<ul>\n{string.Concat(statistics.LatestProblems.Take(MaxFailures).Select(entry =>
            $"<li><time>{entry.Time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}</time> {Html(entry.Problem)}</li>\n"))}</ul>";

    // Wider than a phone, it scrolls by itself, also by keys.
    private static string Table(string name, string[] headings, IEnumerable<string[]> rows, bool isNumeric = false)
    {
        var mark = isNumeric ? " class=\"num\"" : "";
        return $"""
            <div class="scroll" role="region" aria-label="{Html(name)}" tabindex="0">
            <table>
            <thead><tr><th scope="col">{Html(headings[0])}</th>{Cells(headings, cell => $"<th scope=\"col\"{mark}>{cell}</th>")}</tr></thead>
            <tbody>
            {string.Concat(rows.Select(row => $"<tr><th scope=\"row\">{Html(row[0])}</th>{Cells(row, cell => $"<td{mark}>{cell}</td>")}</tr>\n"))}</tbody>
            </table>
            </div>
            """;
    }

    private static string Cells(string[] row, Func<string, string> write) => string.Concat(row.Skip(1).Select(cell => write(Html(cell))));

    private static string Counted(long requests) => requests == 1 ? "1 request" : $"{Number(requests)} requests";

    private static string Megabytes(long bytes) => $"{(bytes / Mega).ToString("#,0.##", CultureInfo.InvariantCulture)} MB";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
