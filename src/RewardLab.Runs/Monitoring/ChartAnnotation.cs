using RewardLab.Runs.Events;

namespace RewardLab.Runs.Monitoring;

/// <summary>A moment that curves show: an alarm, or what a component did because something was wrong.</summary>
/// <param name="Name">What in the run it belongs to; empty where the event does not say.</param>
/// <param name="Unit">What <paramref name="X"/> counts.</param>
/// <param name="X">Where it happened.</param>
/// <param name="Words">What happened, one line.</param>
public sealed record ChartAnnotation(string Name, string Unit, double X, string Words)
{
    private const string AlarmSuffix = ".alarm";

    /// <summary>The mark that an event is; null for any other.</summary>
    public static ChartAnnotation? From(RunEvent item, string name, string unit, double x) => TextOf(item) is { } words ? new ChartAnnotation(name, unit, x, words) : null;

    /// <summary>What an event warns of: its message, or, of kinds that end in ".alarm", that it rang; null where it warns of nothing.</summary>
    public static string? TextOf(RunEvent item) =>
        item.Kind == "log" ? null
        : LogEntry.TextOf(item, "message") is { } message ? $"{LogEntry.TextOf(item, "name") ?? item.Kind}: {message}"
        : item.Kind.EndsWith(AlarmSuffix, StringComparison.Ordinal) ? $"{LogEntry.TextOf(item, "name") ?? item.Kind}: alarm{(LogEntry.TextOf(item, "heldOut") is { } heldOutReward ? $": {heldOutReward} falls while the reward rises" : "")}"
        : null;
}
