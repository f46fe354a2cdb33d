using RewardLab.Abstractions;
using RewardLab.Runs.Events;

namespace RewardLab.Runs.Monitoring;

/// <summary>A moment that curves show: an alarm, or what a component did because something was wrong.</summary>
/// <param name="Series">What in the run it belongs to; empty where the event does not say.</param>
/// <param name="Axis">What <paramref name="X"/> counts.</param>
/// <param name="X">Where it happened.</param>
/// <param name="Text">What happened, one line.</param>
public sealed record ChartAnnotation(string Series, string Axis, double X, string Text)
{
    /// <summary>The annotation that an event is; null for an event that warns of nothing.</summary>
    /// <param name="item">The event.</param>
    /// <param name="axis">What its series counts.</param>
    /// <param name="x">Where it stands.</param>
    public static ChartAnnotation? From(RunEvent item, string axis, double x) =>
        WarningOf(item) is { } text ? new ChartAnnotation(item.Series, axis, x, text) : null;

    /// <summary>What an event of a component warns of; null where it warns of nothing.</summary>
    public static string? WarningOf(RunEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Severity == EventSeverity.Information || item.Kind == EventKinds.Log ? null : item.MessageLine;
    }
}
