using System.Text.Json;
using RewardLab.Runs.Events;

namespace RewardLab.Runs.Monitoring;

/// <summary>A line of a run's console.</summary>
/// <param name="ElapsedSeconds">Since the run's start.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">The line.</param>
public sealed record LogEntry(double ElapsedSeconds, LogSeverity Level, string Text)
{
    /// <summary>The line that an event is; null for one of figures alone.</summary>
    public static LogEntry? From(RunEvent item) => (item ?? throw new ArgumentNullException(nameof(item))).Kind switch
    {
        "log" => TextOf(item, "message") is { } message ? new LogEntry(item.ElapsedSeconds, LogSeverity.Information, message) : null,
        "run.started" => new LogEntry(item.ElapsedSeconds, LogSeverity.Information, "started"),
        "run.completed" => new LogEntry(item.ElapsedSeconds, LogSeverity.Information, "completed"),
        "run.cancelled" => new LogEntry(item.ElapsedSeconds, LogSeverity.Warning, "stopped; it can be resumed"),
        "run.failed" => new LogEntry(item.ElapsedSeconds, LogSeverity.Error, $"failed: {TextOf(item, "error")}"),
        _ => ChartAnnotation.TextOf(item) is { } words ? new LogEntry(item.ElapsedSeconds, LogSeverity.Warning, words) : null,
    };

    /// <summary>The value of an event that is a text; null where it has none of that name.</summary>
    internal static string? TextOf(RunEvent item, string name) =>
        item.Data.ValueKind == JsonValueKind.Object && item.Data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
