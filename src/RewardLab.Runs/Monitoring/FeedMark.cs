using RewardLab.Runs.Events;

namespace RewardLab.Runs.Monitoring;

/// <summary>A moment that curves show: an alarm, or what a component did because something was wrong.</summary>
/// <param name="Name">What in the run it belongs to; empty where the event does not say.</param>
/// <param name="Unit">What <paramref name="X"/> counts.</param>
/// <param name="X">Where it happened.</param>
/// <param name="Words">What happened, one line.</param>
public sealed record FeedMark(string Name, string Unit, double X, string Words)
{
    private const string AlarmSuffix = ".alarm";

    /// <summary>The mark that an event is; null for any other.</summary>
    public static FeedMark? Of(RunEvent item, string name, string unit, double x) => WordsOf(item) is { } words ? new FeedMark(name, unit, x, words) : null;

    /// <summary>What an event warns of: its message, or, of kinds that end in ".alarm", that it rang; null where it warns of nothing.</summary>
    public static string? WordsOf(RunEvent item) =>
        item.Kind == "log" ? null
        : FeedLine.TextOf(item, "message") is { } message ? $"{FeedLine.TextOf(item, "name") ?? item.Kind}: {message}"
        : item.Kind.EndsWith(AlarmSuffix, StringComparison.Ordinal) ? $"{FeedLine.TextOf(item, "name") ?? item.Kind}: alarm{(FeedLine.TextOf(item, "judge") is { } judge ? $": {judge} falls while the reward rises" : "")}"
        : null;
}
