using RewardLab.Abstractions;

namespace RewardLab.Runs.Events;

/// <summary>Events of the first version, whose lines held values alone: what their kinds and names meant then.</summary>
internal static class FormerEvent
{
    private static readonly string[] FormerHeldOut = ["judge/", "heldOut/"];

    // Former kind: today's.
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal) { ["finetune.look"] = EventKinds.FineTuningEvaluation };

    private static readonly string[] Payloads =
    [
        EventKinds.RunStarted, EventKinds.RunCompleted, EventKinds.RunFailed, EventKinds.RunCancelled, EventKinds.FineTuningAlarm,
    ];
    private static readonly string[] Primary = ["kl", "reward", "truth", "fidelity", "score", "loss", "accuracy", "mean", "disagreement", "diversity"];
    private static readonly string[] Means = ["mean", "accuracy", "gain"];

    /// <summary>Whether a kind of the first version is emitted as values alone still, by a component that was built for that version.</summary>
    public static bool Knows(string kind) => Kinds.ContainsKey(kind) || kind.StartsWith("finetune.", StringComparison.Ordinal);

    /// <summary>Reads a former event as one of today's.</summary>
    public static RunEvent Read(RunEvent item)
    {
        var read = UntypedEvent.Read(item) with { Kind = Kinds.GetValueOrDefault(item.Kind, item.Kind) };
        if (Payloads.Contains(read.Kind))
        {
            return read.Kind == EventKinds.FineTuningAlarm ? Alarm(read with { Metrics = [] }) : read with { Metrics = [] };
        }

        var isAlarm = read.Message is null && read.Kind.EndsWith(".alarm", StringComparison.Ordinal);
        return read with
        {
            Series = SeriesOf(read),
            Severity = isAlarm ? EventSeverity.Warning : read.Severity,
            Message = isAlarm ? "alarm" : read.Message,
            Metrics = [.. WithIntervals([.. read.Metrics.Select(Metric)])],
        };
    }

    private static RunEvent Alarm(RunEvent item)
    {
        var heldOut = UntypedEvent.Text(item.Data, "judge") ?? UntypedEvent.Text(item.Data, "heldOut");
        return item with
        {
            Severity = EventSeverity.Warning,
            Message = heldOut is null ? "alarm" : $"alarm: {heldOut} falls while the reward rises",
        };
    }

    // What an event belonged to stood in several values.
    private static string SeriesOf(RunEvent item)
    {
        string[] names = item.Kind switch
        {
            EventKinds.PreferencesMeasured => ["name", "side"],
            EventKinds.TrainingLoss => ["stage"],
            EventKinds.BenchmarkMetric => ["name", "reward", "metric"],
            EventKinds.BestOfNPoint => ["name", "reward"],
            EventKinds.BestOfNCurve or EventKinds.BestOfNPrompt => ["reward"],
            EventKinds.CalibrationProtocol => ["name", "reward"],
            _ => ["name"],
        };
        return string.Join(' ', names.Select(name => UntypedEvent.Text(item.Data, name)).Where(text => !string.IsNullOrEmpty(text)));
    }

    private static RunMetric Metric(RunMetric metric) =>
        FormerHeldOut.FirstOrDefault(prefix => metric.Name.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix
            ? RunMetric.HeldOut(metric.Name[prefix.Length..], metric.Value)
        : metric.Name == "proxy" ? metric with { Role = MetricRole.Proxy }
        : Primary.Contains(metric.Name) ? metric with { IsPrimary = true }
        : metric;

    // The ends of an interval were values of their own, beside the mean that they belong to.
    private static IEnumerable<RunMetric> WithIntervals(RunMetric[] metrics)
    {
        var (lower, upper) = (Array.Find(metrics, metric => metric.Name == "lower"), Array.Find(metrics, metric => metric.Name == "upper"));
        var mean = Array.Find(metrics, metric => Means.Contains(metric.Name));
        return lower is null || upper is null || mean is null
            ? metrics
            : metrics.Where(metric => metric != lower && metric != upper)
                .Select(metric => metric == mean ? metric with { Lower = lower.Value, Upper = upper.Value } : metric);
    }
}
