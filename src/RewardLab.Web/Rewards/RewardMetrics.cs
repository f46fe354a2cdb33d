using System.Globalization;
using System.Text;
using RewardLab.Serving.Rewards;

namespace RewardLab.Web.Rewards;

/// <summary>What a service has done, in Prometheus' text format.</summary>
internal static class RewardMetrics
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes the metrics.</summary>
    public static string Write(ServiceStatistics statistics)
    {
        var text = new StringBuilder();
        Write("ready", "gauge", "Whether the rewards are loaded.", [("", statistics.State == ServiceState.Ready ? 1 : 0)]);
        Write("requests_waiting", "gauge", "Requests that wait or are scored.", [("", statistics.Waiting)]);
        Write(
            "requests_total", "counter", "Requests by dialect and HTTP status.",
            statistics.Requests.Select(entry => ($"dialect=\"{entry.Dialect}\",status=\"{entry.Status}\"", (double)entry.Count)));
        Write("batches_total", "counter", "Batches that were scored.", [("", statistics.Batches)]);
        Write("remembered_total", "counter", "Requests that were answered from memory.", [("", statistics.Remembered)]);
        Write("abandoned_total", "counter", "Requests that their clients gave up.", [("", statistics.Abandoned)]);
        Write("scores_total", "counter", "Scores given.", statistics.Rewards.Select(reward => (Label(reward), (double)reward.Scores)));
        Write(
            "score_failures_total", "counter", "Images that could not be scored.",
            statistics.Rewards.Select(reward => (Label(reward), (double)reward.Failures)));
        Write("scoring_seconds_total", "counter", "Seconds of scoring.", statistics.Rewards.Select(reward => (Label(reward), reward.Seconds)));
        return text.ToString();

        void Write(string name, string type, string help, IEnumerable<(string Labels, double Value)> values)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP rewardlab_{name} {help}\n# TYPE rewardlab_{name} {type}\n");
            foreach (var (labels, value) in values)
            {
                text.Append(CultureInfo.InvariantCulture, $"rewardlab_{name}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value:R}\n");
            }
        }
    }

    private static string Label(RewardStatistics reward) =>
        $"reward=\"{reward.Reward.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
