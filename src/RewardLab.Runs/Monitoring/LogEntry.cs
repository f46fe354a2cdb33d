using RewardLab.Abstractions;
using RewardLab.Runs.Events;

namespace RewardLab.Runs.Monitoring;

/// <summary>A line of a run's console.</summary>
/// <param name="ElapsedSeconds">Since the run's start.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Text">The line.</param>
public sealed record LogEntry(double ElapsedSeconds, EventSeverity Severity, string Text)
{
    /// <summary>The line that an event is; null for an event of metrics alone.</summary>
    public static LogEntry? From(RunEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Kind switch
        {
            EventKinds.RunStarted => new LogEntry(item.ElapsedSeconds, EventSeverity.Information, "started"),
            EventKinds.RunCompleted => new LogEntry(item.ElapsedSeconds, EventSeverity.Information, "completed"),
            EventKinds.RunCancelled => new LogEntry(item.ElapsedSeconds, EventSeverity.Warning, "cancelled; it can be resumed"),
            EventKinds.RunFailed => new LogEntry(item.ElapsedSeconds, EventSeverity.Error, $"failed: {item.Payload<RunEndedPayload>()?.Error}"),
            _ => item.MessageLine is { } line ? new LogEntry(item.ElapsedSeconds, item.Severity, line) : null,
        };
    }
}
