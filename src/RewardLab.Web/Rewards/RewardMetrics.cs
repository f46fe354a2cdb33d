using System.Globalization;
using System.Text;
using RewardLab.Serving.Rewards;
using RewardLab.Serving.Watches;

namespace RewardLab.Web.Rewards;

/// <summary>What a service has done, in Prometheus' text format.</summary>
internal static class RewardMetrics
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes the metrics.</summary>
    /// <param name="statistics">Those of the service.</param>
    /// <param name="watch">Those of the watch; null where nothing is watched.</param>
    public static string Write(ServiceStatistics statistics, WatchStatistics? watch)
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
        Write("scores_total", "counter", "Scores given.", statistics.Rewards.Select(reward => (Label(reward.Reward), (double)reward.Scores)));
        Write(
            "score_failures_total", "counter", "Images that could not be scored.",
            statistics.Rewards.Select(reward => (Label(reward.Reward), (double)reward.Failures)));
        Write("scoring_seconds_total", "counter", "Seconds of scoring.", statistics.Rewards.Select(reward => (Label(reward.Reward), reward.Seconds)));
        if (watch is not null)
        {
            Write("watch_active", "gauge", "Whether images of requests are sampled.", [("", watch.State == WatchState.Ended ? 0 : 1)]);
            Write("watch_images_total", "counter", "Images and their prompts from which samples are taken.", [("", watch.Seen)]);
            Write("watch_windows", "gauge", "Windows in the run.", [("", watch.Windows)]);
            Write("watch_kept_images", "gauge", "Images that the run keeps.", [("", watch.Kept)]);
            Write("watch_bytes", "gauge", "Bytes of the run.", [("", watch.Bytes)]);
            Write("watch_alarms", "gauge", "Alarms for overoptimization in the run.", [("", watch.Alarms)]);
            Write(
                "watch_left_out_images_total", "counter", "Sampled images that were left out.",
                watch.LeftOut.Select(entry => ($"reason=\"{entry.Reason.ToString().ToLowerInvariant()}\"", (double)entry.Images)));
            Write(
                "watch_score_failures_total", "counter", "Sampled images that a held-out reward could not score.",
                watch.Failures.Select(entry => (Label(entry.Reward), (double)entry.Images)));
        }

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

    private static string Label(string reward) =>
        $"reward=\"{reward.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
