using System.Globalization;
using RewardLab.Serving.Rewards;
using static RewardLab.Web.Runs.WebText;

namespace RewardLab.Web.Rewards;

/// <summary>The page that shows what is served: rewards and their rates, what waits, and the latest failures. It renews itself.</summary>
internal static class RewardPage
{
    private const int MaxFailures = 20;

    /// <summary>Writes the page.</summary>
    /// <param name="statistics">What the service has done.</param>
    /// <param name="standard">The reward that answers where a request names none; null for none.</param>
    public static string Write(ServiceStatistics statistics, string? standard) => Page("Rewards", """
        <link rel="stylesheet" href="/rewards.css">
        <meta http-equiv="refresh" content="5">
        """, $"""
        <main>
        <h1>Rewards</h1>
        <p role="status">{State(statistics)} {Number(statistics.Waiting)} requests wait or are scored.
        {Number(statistics.Remembered)} were answered from memory, {Number(statistics.Abandoned)} were given up by their clients.</p>
        <table>
        <thead><tr><th scope="col">reward</th><th scope="col">scores</th><th scope="col">scores per second of scoring</th>
        <th scope="col">failures</th></tr></thead>
        <tbody>
        {string.Concat(statistics.Rewards.Select(reward => Row(reward, standard)))}</tbody>
        </table>
        <h2>Requests</h2>
        <table>
        <thead><tr><th scope="col">dialect</th><th scope="col">status</th><th scope="col">requests</th></tr></thead>
        <tbody>
        {string.Concat(statistics.Requests.Select(Row))}</tbody>
        </table>
        <h2>Latest failures</h2>
        {Failures(statistics)}
        <p><a href="/openapi/v1.json">OpenAPI document</a> - <a href="/metrics">Metrics for Prometheus</a></p>
        </main>
        """);

    private static string State(ServiceStatistics statistics) => statistics.State switch
    {
        ServiceState.Loading => "The rewards are being loaded.",
        ServiceState.Ready => "Ready.",
        _ => "Stopped.",
    };

    private static string Row((string Dialect, int Status, long Count) entry) =>
        $"<tr><th scope=\"row\">{Html(entry.Dialect)}</th><td>{entry.Status}</td><td>{Number(entry.Count)}</td></tr>\n";

    private static string Row(RewardStatistics reward, string? standard)
    {
        var rate = reward.Seconds > 0 ? (reward.Scores / reward.Seconds).ToString("0.0", CultureInfo.InvariantCulture) : "";
        var mark = reward.Reward == standard ? " (default)" : "";
        return $"<tr><th scope=\"row\">{Html(reward.Reward)}{mark}</th><td>{Number(reward.Scores)}</td><td>{rate}</td>"
            + $"<td>{Number(reward.Failures)}</td></tr>\n";
    }

    private static string Failures(ServiceStatistics statistics) => statistics.LatestProblems.Count == 0
        ? "<p>None.</p>"
        : $"<ul>\n{string.Concat(statistics.LatestProblems.Take(MaxFailures).Select(entry =>
            $"<li><time>{entry.Time.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}</time> {Html(entry.Problem)}</li>\n"))}</ul>";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
